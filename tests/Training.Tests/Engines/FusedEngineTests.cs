namespace Grokking.Training.Tests;

public sealed class FusedEngineTests : EngineContractTests
{
    protected override IEngine Create(Architecture architecture, Weights start, EngineOptions options) =>
        new FusedEngine(architecture, start, options);

    protected override string? ReasonAgainst(RunConfig config) => FusedEngine.ReasonAgainst(config.CreateArchitecture());

    public static TheoryData<double, bool, bool, ActivationKind> Kinds
    {
        get
        {
            var kinds = new TheoryData<double, bool, bool, ActivationKind>();
            foreach (var (rate, activation) in new[]
            {
                (0, ActivationKind.Quadratic), (0.4, ActivationKind.Tanh), (0.4, ActivationKind.Identity),
                    (1, ActivationKind.Relu), (1, ActivationKind.Gelu),
            })
            {
                foreach (var equalsSign in new[] { false, true })
                {
                    kinds.Add(rate, equalsSign, false, activation);
                    kinds.Add(rate, equalsSign, true, activation);
                }
            }
            return kinds;
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Gradients_AgreeWithTheCpuEngine(double rate, bool equalsSign, bool separate, ActivationKind activation)
    {
        // No size is a multiple of a vector, and d_head · n_heads is not d_model.
        var config = new RunConfig
        {
            Task = new TaskConfig { P = 23 },
            Model = new ModelConfig
            {
                DModel = 26, NHeads = 3, DHead = 7, DMlp = 37, AttentionRate = rate, EqualsSign = equalsSign,
                SeparateVocabularies = separate, Activation = activation, Causal = separate, Seed = 5,
            },
        };
        var pairs = Enumerable.Range(0, 23 * 23).Where(pair => pair % 5 != 2).ToArray();
        AssertGradientsAgree(
            config, new Examples(config.CreateOperation(), config.CreateFormat(), pairs),
            WeightInit.Draw(config.CreateArchitecture(), 5));
    }

    // After training GELU, not ReLU: a pre-activation within rounding of zero is on in one engine and off in the other, and at
    // one checkpoint in five such a pair moves a gradient by up to some percent of the largest.
    [Theory]
    [InlineData(ActivationKind.Relu, 0)]
    [InlineData(ActivationKind.Gelu, 100)]
    [Trait("lane", "full")]
    public void Gradients_OnTheMainlineNetwork_AgreeWithTheCpuEngine(ActivationKind activation, int steps)
    {
        var (config, examples) = Mainline(activation: activation);
        var architecture = config.CreateArchitecture();
        var weights = WeightInit.Draw(architecture, 0);
        using (var engine = Create(architecture, weights, new EngineOptions(new AdamW(), 2)))
        {
            Steps(engine, examples, steps);
            engine.CopyWeightsTo(weights.Buffer);
        }
        AssertGradientsAgree(config, examples, weights);
    }

    // At the mainline rate of 1e-3 no two float engines stay together: ReLUs within rounding of zero switch, Adam divides small
    // gradients by their own size, and the CPU engine started one rounding away has left itself by 1e-3 after 100 steps as well.
    [Theory]
    [InlineData(ActivationKind.Relu, 113, 60, 1e-4)]
    [InlineData(ActivationKind.Gelu, 53, 200, 2e-4)]
    [Trait("lane", "full")]
    public void ManySteps_StayWithTheCpuEngine(ActivationKind activation, int p, int steps, double learningRate) =>
        AssertStaysWithTheCpuEngine(Mainline(p, activation).Config, steps, learningRate);

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Training_AtAnyNumberOfThreads_GivesTheSameBits(int threads, bool equalsSign)
    {
        var config = new RunConfig { Task = new TaskConfig { P = 31 },
            Model = new ModelConfig { DModel = 48, NHeads = 3, EqualsSign = equalsSign } };

        Assert.Equal(OptimizerLoop(config, 1), OptimizerLoop(config, threads));
    }

    [Fact]
    public void Step_OnceWarm_AllocatesNothing()
    {
        var config = new RunConfig { Task = new TaskConfig { P = 13 }, Model = new ModelConfig { DModel = 16, DMlp = 32 } };
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        var architecture = config.CreateArchitecture();
        using var engine = Create(architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), 1));
        var batch = Enumerable.Range(0, 50).ToArray();
        RunAll(engine, examples, batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 10; step++)
        {
            RunAll(engine, examples, batch);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Batches_OfGrowingSize_GiveTheGradientOfTheirExamples()
    {
        var config = new RunConfig { Task = new TaskConfig { P = 17 }, Model = new ModelConfig { DModel = 16, NHeads = 2 } };
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        var architecture = config.CreateArchitecture();
        using var engine = Create(architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), 2));
        using var cpu = new CpuEngine(architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), 2));
        foreach (var size in (int[])[1, 12, 289, 97, 2])
        {
            var rows = Enumerable.Range(0, size).Select(i => i * 31 % 289).ToArray();

            Assert.Equal(cpu.ComputeGradients(examples, rows).Loss, engine.ComputeGradients(examples, rows).Loss, 1e-6);
            AssertSameGradients(architecture, cpu, engine);
        }
    }

    [Theory]
    [InlineData(2, false, "2 blocks")]
    [InlineData(1, true, "LayerNorm")]
    public void Constructor_OnANetworkThatItDoesNotTake_NamesEngineAndReason(int layers, bool norm, string reason)
    {
        var architecture = new RunConfig { Model = new ModelConfig { NLayers = layers, LayerNorm = norm } }.CreateArchitecture();

        var error = Assert.Throws<NotSupportedException>(() =>
            Create(architecture, new Weights(architecture.Parameters), new EngineOptions(new AdamW(), 1)));

        Assert.Contains("engine 'fused'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(FusedEngine.Supports(architecture));
    }

    private static void RunAll(IEngine engine, Examples examples, int[] batch)
    {
        engine.ComputeGradients(examples);
        engine.ApplyUpdate();
        engine.ComputeGradients(examples, batch);
        engine.ApplyUpdate();
        engine.Evaluate(examples);
    }

    private float[] OptimizerLoop(RunConfig config, int threads)
    {
        var architecture = config.CreateArchitecture();
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        using var engine = Create(architecture, WeightInit.Draw(architecture, 1), new EngineOptions(new AdamW(), threads));
        Steps(engine, examples, 5);
        var weights = new float[architecture.Parameters.Count];
        engine.CopyWeightsTo(weights);
        return weights;
    }
}
