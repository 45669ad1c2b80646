namespace Grokking.Training.Tests;

public sealed class CpuEngineTests : EngineContractTests
{
    protected override IEngine Create(Architecture architecture, Weights start, EngineOptions options) =>
        new CpuEngine(architecture, start, options);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Training_AtAnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        // Wide enough for many blocks of rows and tiles of each product.
        var config = new RunConfig { Task = new TaskConfig { P = 31 }, Model = new ModelConfig { DModel = 48, NHeads = 3, NLayers = 2, LayerNorm = true } };
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());

        Assert.Equal(OptimizerLoop(config, examples, 1), OptimizerLoop(config, examples, threads));
    }

    [Fact]
    public void ComputeGradients_OnceWarm_AllocatesNothing()
    {
        var config = new RunConfig { Task = new TaskConfig { P = 13 }, Model = new ModelConfig { DModel = 16, DMlp = 32 } };
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        var architecture = config.CreateArchitecture();
        using var engine = new CpuEngine(architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), 1));
        Steps(engine, examples, 3);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 10; step++)
        {
            engine.ComputeGradients(examples);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] OptimizerLoop(RunConfig config, Examples examples, int threads)
    {
        var architecture = config.CreateArchitecture();
        using var engine = new CpuEngine(architecture, WeightInit.Draw(architecture, 1), new EngineOptions(new AdamW(), threads));
        Steps(engine, examples, 5);
        var weights = new float[architecture.Parameters.Count];
        engine.CopyWeightsTo(weights);
        return weights;
    }
}
