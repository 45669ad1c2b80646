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
        var text = AnalysisJson.Write(Analyzer.Analyze(Toy.Evaluation(P, Make.IdealLogits(P, 2, 1))));
        Assert.Equal(text, AnalysisJson.Write(AnalysisJson.Read(text, "analysis.json")));
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("source", "path", "step", "sha256")]
    [InlineData("operation", "id", "left", "right", "answers", "pairs", "structure", "relabelling")]
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
        var text = AnalysisJson.Write(Whole()).Replace("\"schema\": 2", "\"schema\": 3", StringComparison.Ordinal);
        var error = Assert.Throws<InvalidDataException>(() => AnalysisJson.Read(text, "a.json"));
        Assert.Contains("schema 3 is newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfTheFirstSchema_KnowsItsOperation()
    {
        var json = JsonNode.Parse(AnalysisJson.Write(Whole()))!.AsObject();
        json.Remove("operation");
        (json["schema"], json["task"], json["p"]) = (1, "mod-add", P);
        var read = AnalysisJson.Read(json.ToJsonString(), "a.json");
        Assert.Equal(1, read.Schema);
        Assert.Equal(Whole().Operation, read.Operation);
        Assert.Equal(Whole().KeyFrequencies, read.KeyFrequencies);
    }

    [Theory]
    [InlineData("mod-ad", 7, "mod-add")]
    [InlineData("mod-add", 100_000, "1009")]
    public void Read_OfTheFirstSchemaWithoutSuchAnOperation_SaysSo(string id, int p, string part)
    {
        var error = Assert.Throws<InvalidDataException>(() => AnalysisJson.Read($$"""{ "schema": 1, "task": "{{id}}", "p": {{p}} }""", "a.json"));
        Assert.Contains("a.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
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
        Analyzer.Analyze(Toy.Evaluation(P, split: Toy.Split(P), keys: [1, 3]), new AnalysisSource("m.safetensors", 500, "ab"));
}
