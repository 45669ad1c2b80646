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
        var config = new RunConfig { Task = new TaskConfig { P = 31 },
            Model = new ModelConfig { DModel = 48, NHeads = 3, NLayers = 2, LayerNorm = true } };
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

    [Fact]
    public void Dropout_OfExamplesThatBeginAlike_IsDrawnForEach()
    {
        // Two seeds of dropout differ in the gradient of one pair; over many copies of it, each with draws of its own, that
        // averages out.
        Assert.InRange(Spread(copies: 1), 0.6, 10);
        Assert.InRange(Spread(copies: 1600), 0, 0.3);
    }

    private static double Spread(int copies)
    {
        var config = new RunConfig { Task = new TaskConfig { P = 5 },
            Model = new ModelConfig { DModel = 8, NHeads = 2, DMlp = 32, NLayers = 2 } };
        var architecture = config.CreateArchitecture();
        var examples = new Examples(config.CreateOperation(), config.CreateFormat(), [.. Enumerable.Repeat(7, copies)]);
        var (one, other) = (Gradient(3), Gradient(4));
        return Norm([.. one.Zip(other, (a, b) => a - b)]) / Norm(one);

        float[] Gradient(int seed)
        {
            var options = new EngineOptions(new AdamW { NoiseSeed = seed }, 1) { Dropout = 0.5 };
            using var engine = new CpuEngine(architecture, WeightInit.Draw(architecture, 1), options);
            engine.ComputeGradients(examples);
            var all = new float[architecture.Parameters.Count];
            engine.CopyGradientsTo(all);
            var weights = architecture.Parameters[ParameterNames.W_in(0)];
            return all[weights.Offset..(weights.Offset + weights.Spec.Shape.Count)];
        }

        static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
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
