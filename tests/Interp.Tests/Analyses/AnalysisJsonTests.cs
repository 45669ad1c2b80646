using System.Text.Json.Nodes;

namespace Grokking.Interp.Tests;

public sealed class AnalysisJsonTests
{
    private const int P = 7;

    [Fact]
    public void Read_OfWrittenText_WritesTheSameText()
    {
        var text = AnalysisJson.Write(Whole());
        Assert.Equal(text, AnalysisJson.Write(AnalysisJson.Read(text, "analysis.json")));
    }

    [Fact]
    public void Read_OfAnAnalysisWithMissingValues_WritesTheSameText()
    {
        var text = AnalysisJson.Write(Analyzer.Analyze(Toy.Specimen(P, Make.IdealLogits(P, 2, 1))));
        Assert.Equal(text, AnalysisJson.Write(AnalysisJson.Read(text, "analysis.json")));
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("source", "path", "step", "sha256")]
    [InlineData("task")]
    [InlineData("p")]
    [InlineData("architecture")]
    [InlineData("loss", "train", "test", "all")]
    [InlineData("accuracy", "train", "test", "all")]
    [InlineData("fourier", "embedding_power", "key_frequencies", "neuron_clusters", "logit_fraction_explained")]
    [InlineData("progress", "restricted_loss", "excluded_loss", "excluded_loss_per_frequency", "trig_loss")]
    [InlineData("progress", "gini_embed", "gini_neuron_logit", "sum_squared_weights")]
    [InlineData("circuits")]
    [InlineData("notes")]
    public void Write_HasTheSectionsAndKeysOfTheFormat(string section, params string[] keys)
    {
        var json = JsonNode.Parse(AnalysisJson.Write(Whole()))!.AsObject();
        Assert.True(json.ContainsKey(section));
        Assert.All(keys, key => Assert.True(json[section]!.AsObject().ContainsKey(key), key));
    }

    [Fact]
    public void Write_ExcludedLossPerFrequency_IsAnObjectByFrequency()
    {
        var json = JsonNode.Parse(AnalysisJson.Write(Whole()))!;
        Assert.Equal(["1", "3"], json["progress"]!["excluded_loss_per_frequency"]!.AsObject().Select(pair => pair.Key));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{ \"schema\": 1, ")]
    [InlineData("{ \"schema\": \"one\" }")]
    public void Read_OfSomethingElse_NamesTheSource(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => AnalysisJson.Read(text, "a.json"));
        Assert.Contains("a.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfALaterSchema_SaysSo()
    {
        var text = AnalysisJson.Write(Whole()).Replace("\"schema\": 1", "\"schema\": 2", StringComparison.Ordinal);
        var error = Assert.Throws<InvalidDataException>(() => AnalysisJson.Read(text, "a.json"));
        Assert.Contains("schema 2 is newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteFile_ThenReadFile_IsTheSame()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            AnalysisJson.WriteFile(path, Whole());
            var source = AnalysisSource.OfFile(path, 3);
            Assert.Equal(AnalysisJson.Write(Whole()), AnalysisJson.Write(AnalysisJson.ReadFile(path)));
            Assert.Equal(64, source.Sha256!.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Analysis Whole() =>
        Analyzer.Analyze(Toy.Specimen(P, split: Toy.Split(P), keys: [1, 3]), new AnalysisSource("m.safetensors", 500, "ab"));
}
