namespace Grokking.Training.Tests;

public sealed class EngineCatalogueTests
{
    [Theory]
    [InlineData("auto", "auto", 1, "fused")]
    [InlineData("auto", "cpu", 1, "fused")]
    [InlineData("auto", "auto", 2, "cpu")]
    [InlineData("cpu", "auto", 1, "cpu")]
    public void Choose_OnTheProcessor_TakesTheNamedEngineOrTheFastest(string asked, string device, int layers, string expected)
    {
        var architecture = new RunConfig { Model = new ModelConfig { NLayers = layers } }.CreateArchitecture();

        Assert.Equal((expected, "cpu"), EngineCatalogue.Choose(asked, device, architecture));
    }

    [Theory]
    [InlineData("cpu", "cuda", "the engine 'cpu' computes on 'cpu', got 'cuda'.")]
    [InlineData("fused", "cuda:1", "the engine 'fused' computes on 'cpu', got 'cuda:1'.")]
    [InlineData("fussed", "auto", "engine 'fussed' is unknown. Did you mean 'fused'? Known: auto, cpu, fused, torch.")]
    public void Choose_OfWhatThereIsNot_SaysWhatThereIs(string engine, string device, string message)
    {
        var error =
            Assert.Throws<ArgumentException>(() => EngineCatalogue.Choose(engine, device, new RunConfig().CreateArchitecture()));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Register_UnderAnIdThatNoConfigMayHold_Throws()
    {
        var entry = EngineCatalogue.Find(CpuEngine.EngineId);

        var error = Assert.Throws<ArgumentException>(() => EngineCatalogue.Register("gpu", entry));

        Assert.Contains("engine 'gpu' is unknown", error.Message, StringComparison.Ordinal);
    }
}
