using System.Diagnostics;
using Grokking.Training.Tests;
using TorchSharp;

namespace Grokking.Training.Torch.Tests;

/// <summary>The engine on its CPU device, which differs from a GPU in the kernels alone: beside PyTorch's numbers and the CPU
/// engine.</summary>
[Collection(OneByOne.Name)]
[Trait("lane", "full")]
public sealed class TorchEngineTests : EngineContractTests
{
    // What malloc and the runtime keep for themselves: 3 MB were seen over 10,000 steps that leak nothing. One small activation
    // of the tiny network left behind in each step is 40 MB.
    private const double MemoryTolerance = 8e6;

    public TorchEngineTests() => Libtorch.OrSkip();

    protected override IEngine Create(Architecture architecture, Weights start, EngineOptions options) =>
        new TorchEngine(architecture, start, options);

    protected override string? ReasonAgainst(RunConfig config) => config switch
    {
        { Training.Loss: not LossKind.CrossEntropy } => "cross-entropy alone",
        { Model.Architecture: PowerFamily.FamilyId } => "no layer Sinusoids",
        _ => null,
    };

    public static TheoryData<ModelConfig> Models =>
    [
        new ModelConfig { AttentionRate = 0, EqualsSign = false, Causal = false, Activation = ActivationKind.Quadratic },
        new ModelConfig { AttentionRate = 0.4, SeparateVocabularies = true, Activation = ActivationKind.Tanh },
        new ModelConfig { AttentionRate = 0.4, EqualsSign = false, Activation = ActivationKind.Identity },
        new ModelConfig { NLayers = 2, LayerNorm = true, Activation = ActivationKind.Gelu },
        new ModelConfig { NLayers = 3, AttentionRate = 0.7, Causal = false },
        new ModelConfig { NLayers = 2, AttentionRate = 0, LayerNorm = true },
        .. PairMlpFamily.Variants.Select(family =>
            new ModelConfig { Architecture = family.Id, EqualsSign = false, SeparateVocabularies = family.SeparateVocabularies }),
    ];

    [Theory, MemberData(nameof(Models), DisableDiscoveryEnumeration = true)]
    public void Gradients_AgreeWithTheCpuEngine(ModelConfig model)
    {
        // No size is a multiple of a vector, and d_head · n_heads is not d_model.
        var config = new RunConfig
        {
            Task = new TaskConfig { P = 23 },
            Model = model with { DModel = 26, NHeads = 3, DHead = 7, DMlp = 37, Seed = 5 },
        };
        config.ThrowIfInvalid();
        var pairs = Enumerable.Range(0, 23 * 23).Where(pair => pair % 5 != 2).ToArray();

        AssertGradientsAgree(
            config, new Examples(config.CreateOperation(), config.CreateFormat(), pairs),
            WeightInit.Draw(config.CreateArchitecture(), 5));
    }

    // Trained with GELU: of two million ReLUs a few lie within rounding of zero, and one that switches is a pair's whole share.
    [Theory]
    [InlineData(0, ActivationKind.Relu)]
    [InlineData(100, ActivationKind.Gelu)]
    public void Gradients_OnTheMainlineNetwork_AgreeWithTheCpuEngine(int steps, ActivationKind activation)
    {
        var (config, examples) = Mainline(activation: activation);
        var weights = WeightInit.Draw(config.CreateArchitecture(), 0);
        using (var engine = new FusedEngine(config.CreateArchitecture(), weights, new EngineOptions(new AdamW(), 2)))
        {
            Steps(engine, examples, steps);
            engine.CopyWeightsTo(weights.Buffer);
        }

        AssertGradientsAgree(config, examples, weights);
    }

    // The learning rates are those at which float engines stay together; see the same test of the fused engine.
    [Theory]
    [InlineData(ActivationKind.Relu, 1, false, 5e-5)]
    [InlineData(ActivationKind.Gelu, 2, true, 1e-4)]
    public void TwoHundredSteps_StayWithTheCpuEngine(ActivationKind activation, int layers, bool norm, double learningRate) =>
        AssertStaysWithTheCpuEngine(
            new RunConfig
            {
                Task = new TaskConfig { P = 23 },
                Model = new ModelConfig { DModel = 64, Activation = activation, NLayers = layers, LayerNorm = norm },
            }, steps: 200, learningRate, threads: 1);

    [Fact]
    public void QueueGradients_GivesTheSameGradientAndNoNumber()
    {
        var golden = EngineGolden.Load("one-layer");
        using var engine = Start(golden, threads: 1);
        engine.ComputeGradients(golden.Examples);
        var expected = GradientsOf(engine);
        engine.Restore(WeightInit.Draw(engine.Architecture, 77).Buffer, OptimizerState.Zero(expected.Length));
        engine.ComputeGradients(golden.Examples);
        engine.Restore(
            WeightInit.Draw(engine.Architecture, golden.Config.Model.Seed).Buffer, OptimizerState.Zero(expected.Length));

        Assert.Null(engine.QueueGradients(golden.Examples));
        Assert.Equal(expected, GradientsOf(engine));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(40)]
    public void Steps_KeepMemoryFlat(int? batchSize)
    {
        var config = new RunConfig { Task = new TaskConfig { P = 11 },
            Model = new ModelConfig { DModel = 16, NHeads = 2, DMlp = 32, LayerNorm = true } };
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        using var engine = Create(
            config.CreateArchitecture(), WeightInit.Draw(config.CreateArchitecture(), 0), new EngineOptions(new AdamW(), 1));
        var rows = batchSize is { } size ? Enumerable.Range(0, size).ToArray() : [];
        Run(engine, examples, rows, 1_000);
        var (memory, tensors) = (NativeBytes(), torch.Tensor.TotalCount);

        Run(engine, examples, rows, batchSize is null ? 10_000 : 2_000);

        Assert.Equal(tensors, torch.Tensor.TotalCount);
        Assert.InRange(NativeBytes() - memory, double.NegativeInfinity, MemoryTolerance);
    }

    [Fact]
    public void Loss_OfLearnedPairs_KeepsItsRelativePrecision()
    {
        // Large weights make logits that lead by dozens: losses far below the rounding of 1 − softmax, and others far above 1.
        var golden = EngineGolden.Load("one-layer");
        using var engine = Start(golden, threads: 1);
        var architecture = engine.Architecture;
        using var cpu = new CpuEngine(architecture, new Weights(architecture.Parameters), golden.Options(1));
        var large = new Weights(architecture.Parameters);
        WeightInit.Draw(architecture, 3).Buffer.Select(weight => weight * 3).ToArray().CopyTo(large.Buffer, 0);
        var state = OptimizerState.Zero(large.Buffer.Length);
        cpu.Restore(large.Buffer, state);
        engine.Restore(large.Buffer, state);
        var task = golden.Config.CreateOperation();
        foreach (var pair in Enumerable.Range(0, task.PairCount))
        {
            var one = new Examples(task, golden.Config.Model.Format, [pair]);
            var (expected, actual) = (cpu.Evaluate(one), engine.Evaluate(one));

            Assert.True(
                Math.Abs(expected.Loss - actual.Loss) <= 1e-3 * expected.Loss,
                $"pair {pair}: expected {expected.Loss}, got {actual.Loss}");
            Assert.Equal(expected.Accuracy, actual.Accuracy);
        }
    }

    private static float[] GradientsOf(IEngine engine)
    {
        var gradients = new float[engine.Architecture.Parameters.Count];
        engine.CopyGradientsTo(gradients);
        return gradients;
    }

    private static void Run(IEngine engine, Examples examples, int[] rows, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            if (step % 100 == 0)
            {
                engine.ComputeGradients(examples, rows);
                engine.Evaluate(examples);
            }
            else
            {
                engine.QueueGradients(examples, rows);
            }
            engine.ApplyUpdate();
        }
    }

    // Resident memory without the managed heap, which grows and shrinks as the collector likes.
    private static double NativeBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 - GC.GetGCMemoryInfo().TotalCommittedBytes;
    }
}
