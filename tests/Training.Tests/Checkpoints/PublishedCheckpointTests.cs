using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

/// <summary>The published checkpoints, read as PyTorch reads them.</summary>
public class PublishedCheckpointTests
{
    /// <summary>Sums of up to 65,536 numbers, in double on both sides, in another order.</summary>
    private const double SumTolerance = 1e-9;

    public static TheoryData<string> Golden =>
        new(CheckpointGolden.Json("published.json").EnumerateObject().Select(file => file.Name));

    [Theory]
    [MemberData(nameof(Golden))]
    public void ReadStateDict_OfAPublishedModel_GivesPyTorchsValues(string file)
    {
        var read = TorchFile.ReadStateDict(Fixtures.Path(file)).Tensors;
        var expected = CheckpointGolden.Json("published.json").GetProperty(file);
        Assert.Equal(expected.EnumerateObject().Select(tensor => tensor.Name), read.Keys);
        foreach (var tensor in expected.EnumerateObject())
        {
            Compare(tensor.Value, read[tensor.Name]);
        }
    }

    [Fact]
    public void ReadStateDict_OfEveryPizzaModel_HasThePublishedNamesAndShapes()
    {
        var models = Directory.GetFiles(Fixtures.Path("pizza"), "model_*.pt");
        Assert.NotEmpty(models);
        foreach (var model in models)
        {
            var id = Path.GetFileNameWithoutExtension(model)["model_".Length..];
            using var notes = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("pizza", id + ".json")));
            var expected = notes.RootElement.GetProperty("state_dict").EnumerateObject().ToDictionary(
                tensor => tensor.Name, tensor => CheckpointGolden.Shape(tensor.Value));
            Assert.Equal(
                expected, TorchFile.ReadStateDict(model).Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Shape));
        }
    }

    [Theory]
    [InlineData("nanda/checkpoints", 8)]
    [InlineData("groups", 5)]
    public void ReadStateDict_OfEveryModelInAFolder_GivesFiniteTensors(string under, int count)
    {
        var models = Directory.GetFiles(Fixtures.Path(under), "*.pt", SearchOption.AllDirectories);
        Assert.Equal(count, models.Length);
        foreach (var model in models)
        {
            var tensors = TorchFile.ReadStateDict(model).Tensors;
            Assert.InRange(tensors.Count, 4, 20);
            Assert.Equal([""], TorchFile.ListStateDicts(model));
            Assert.All(tensors, pair => Assert.True(pair.Value.Span.ToArray().All(float.IsFinite), pair.Key));
        }
    }

    /// <summary>The published mainline run began with torch.manual_seed(0), normal numbers over the square root of d_model, the
    /// unembedding's over that of the vocabulary (Nanda et al., 2023): generator and file reader together give its first
    /// checkpoint.
    /// </summary>
    [Fact]
    public void FillNormal_InTheOrderOfTheModel_GivesThePublishedFirstCheckpoint()
    {
        // Values up to 0.5, and PyTorch's vectorised cosine is off by a few units in the last place.
        const double tolerance = 1e-7;
        var published = TorchFile.ReadStateDict(Fixtures.Path("nanda", "checkpoints", "step_00000.pt")).Tensors;
        var random = new TorchRandom(0);
        foreach (
            var name in (string[])["embed.W_E", "pos_embed.W_pos", "blocks.0.attn.W_K", "blocks.0.attn.W_Q", "blocks.0.attn.W_V",
            "blocks.0.attn.W_O", "blocks.0.mlp.W_in", "blocks.0.mlp.W_out", "unembed.W_U"])
        {
            var expected = published[name].Span.ToArray();
            var drawn = new float[expected.Length];
            random.FillNormal(drawn);
            var scale = 1 / Math.Sqrt(name == "unembed.W_U" ? 114 : 128);
            Assert.True(expected.Zip(drawn).All(pair => Math.Abs(pair.First - (pair.Second * scale)) < tolerance), name);
        }
    }

    private static void Compare(JsonElement expected, Tensor tensor)
    {
        var values = tensor.Span.ToArray();
        Assert.Equal(CheckpointGolden.Shape(expected), tensor.Shape);
        Assert.Equal(Numbers(expected, "first"), values.Take(3).Select(v => (double)v));
        Assert.Equal(Numbers(expected, "last"), values.TakeLast(3).Select(v => (double)v));
        Assert.Equal(expected.GetProperty("sum").GetDouble(), values.Sum(v => (double)v), SumTolerance);
        var squares = expected.GetProperty("sum_squares").GetDouble();
        Assert.Equal(squares, values.Sum(v => (double)v * v), SumTolerance * Math.Max(1, squares));
    }

    private static IEnumerable<double> Numbers(JsonElement tensor, string key) =>
        tensor.GetProperty(key).EnumerateArray().Select(number => number.GetDouble());
}
