using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

/// <summary>Each optimizer, and what goes with it, by its law; PyTorch's numbers where PyTorch has it.</summary>
public sealed class OptimizerTests
{
    private const double Rate = 1e-2;

    public static TheoryData<string, Optimizer> OfPyTorch => new()
    {
        { "adam", new AdamW(Rate, 0.5, WarmupSteps: 0) { Decay = DecayKind.L2 } },
        { "adam-without-decay", new AdamW(Rate, 0, WarmupSteps: 0) { Decay = DecayKind.L2 } },
        { "adamw", new AdamW(Rate, 0.5, WarmupSteps: 0) },
        { "sgd", new Sgd(Rate, 0.5, 0.9, 0) },
        { "sgd-plain", new Sgd(Rate, 0, 0, 0) },
    };

    [Theory, MemberData(nameof(OfPyTorch))]
    public void TenSteps_GiveTheNumbersOfPyTorch(string name, Optimizer optimizer)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(
            Fixtures.RepositoryRoot, "tests", "Training.Tests", "Optimizers", "Golden", "optimizers.json")));
        using var trained = new Trained(optimizer, Floats(golden.RootElement.GetProperty("initial")));
        foreach (var gradient in golden.RootElement.GetProperty("gradients").EnumerateArray())
        {
            trained.Step(Floats(gradient));
        }
        var expected = Floats(golden.RootElement.GetProperty(name));
        Assert.All(expected.Index(), item => Assert.Equal(item.Item, trained.Weights[item.Index], 1e-6));
    }

    [Fact]
    public void Decay_ToInit_BringsWeightsBackToWhereTheyStarted()
    {
        using var trained = new Trained(new Sgd(0.1, 1, 0, 0) { Decay = DecayKind.ToInit }, [1, -2]);
        trained.Step([10, 10]);
        Assert.Equal(-3, trained.Weights[1], 1e-6);
        trained.Step([0, 0]);
        // A tenth of the way back.
        Assert.Equal(-2.9, trained.Weights[1], 1e-6);
        Assert.Equal(0.1, trained.Weights[0], 1e-6);
    }

    [Fact]
    public void Decay_Jiggle_MultipliesAnArrayByOneNumberNearOne()
    {
        var logarithms = new List<double>();
        using var trained = new Trained(new Sgd(0.1, 0.5, 0, 0) { Decay = DecayKind.Jiggle }, [1, 2, 4]);
        for (var step = 0; step < 400; step++)
        {
            var before = (float[])trained.Weights.Clone();
            trained.Step([0, 0, 0]);
            Assert.Equal(trained.Weights[0] / before[0], trained.Weights[2] / before[2], 1e-6);
            logarithms.Add(Math.Log(trained.Weights[0] / before[0]) / (0.1 * 0.5));
        }
        Assert.Equal(0, logarithms.Average(), 0.2);
        Assert.Equal(1, logarithms.Average(value => value * value), 0.25);
    }

    [Fact]
    public void Decay_ToZero_WithoutGradient_ShrinksByRateTimesDecay()
    {
        using var trained = new Trained(new Sgd(0.1, 0.5, 0, 0) { Decay = DecayKind.ToZero }, [1, 2]);
        trained.Step([0, 0]);
        Assert.Equal([0.95f, 1.9f], trained.Weights);
    }

    [Fact]
    public void OrthogonalGradient_HasNoPartAlongTheWeights_AndKeepsItsNorm()
    {
        var weights = TestNumbers.Uniform(50, 1);
        var gradient = TestNumbers.Uniform(50, 2);
        using var trained = new Trained(new Sgd(1, 0, 0, 0) { OrthogonalGradient = true }, weights);
        trained.Step(gradient);
        var moved = weights.Zip(trained.Weights, (before, after) => (double)before - after).ToArray();
        Assert.Equal(0, moved.Zip(weights, (g, w) => g * w).Sum(), 1e-5);
        Assert.Equal(gradient.Sum(g => (double)g * g), moved.Sum(g => g * g), 1e-4);
    }

    [Theory, InlineData(0.98), InlineData(0)]
    public void EmaFilter_OfAConstantGradient_MultipliesItByOnePlusGain(double alpha)
    {
        using var trained = new Trained(new Sgd(1, 0, 0, 0) { Filter = new EmaFilter(alpha, 2) }, [0]);
        for (var step = 1; step <= 5; step++)
        {
            trained.Step([0.25f]);
            Assert.Equal(-0.75f * step, trained.Weights[0], 1e-5);
        }
    }

    [Fact]
    public void EmaFilter_ForgetsAsItsAlphaSays()
    {
        using var trained = new Trained(new Sgd(1, 0, 0, 0) { Filter = new EmaFilter(0.5, 1) }, [0]);
        trained.Step([1]);
        trained.Step([0]);
        trained.Step([0]);
        // 2, then half and a quarter of the first gradient.
        Assert.Equal(-2.75f, trained.Weights[0], 1e-6);
    }

    [Fact]
    public void MovingAverageFilter_AddsItsMeanOnceTheWindowIsFull()
    {
        using var trained = new Trained(new Sgd(1, 0, 0, 0) { Filter = new MovingAverageFilter(3, 3) }, [0]);
        float[] expected = [-1, -3, -6 - 6, -6 - 6 - 4 - 9];
        for (var step = 0; step < 4; step++)
        {
            trained.Step([step + 1]);
            Assert.Equal(expected[step], trained.Weights[0], 1e-5);
        }
    }

    [Fact]
    public void Schedule_WarmsUpThenFallsAlongACosine()
    {
        var optimizer = new AdamW(1, WarmupSteps: 10) { AnnealSteps = 100, FinalRate = 0.1 };
        Assert.Equal(0, optimizer.RateAt(0));
        Assert.Equal(0.5, optimizer.RateAt(5));
        Assert.Equal(1, optimizer.RateAt(10));
        Assert.Equal(0.55, optimizer.RateAt(60), 1e-12);
        Assert.Equal(0.1, optimizer.RateAt(110), 1e-12);
        Assert.Equal(0.1, optimizer.RateAt(5000), 1e-12);
    }

    [Fact]
    public void UpdateNoise_HasTheSizeOfRateTimesNoise()
    {
        using var trained = new Trained(new Sgd(0.1, 0, 0, 0) { UpdateNoise = 2 }, new float[20_000]);
        trained.Step(new float[20_000]);
        Assert.Equal(0, trained.Weights.Average(), 0.005);
        Assert.Equal(0.2, Math.Sqrt(trained.Weights.Average(value => (double)value * value)), 0.005);
        Assert.Equal(3, trained.Weights.Average(value => Math.Pow(value / 0.2, 4)), 0.3);
    }

    [Fact]
    public void UpdateNoise_OfAdam_IsDividedByTheCorrectionOfItsMean()
    {
        using var trained = new Trained(new AdamW(0.1, 0, WarmupSteps: 0) { UpdateNoise = 1 }, new float[20_000]);
        trained.Step(new float[20_000]);
        Assert.Equal(0.1 / (1 - 0.9), Math.Sqrt(trained.Weights.Average(value => (double)value * value)), 0.03);
    }

    [Fact]
    public void WeightNoise_IsThereForTheGradientAlone()
    {
        using var trained = new Trained(new Sgd(0.1, 0, 0, 0) { WeightNoise = 0.5 }, new float[10_000]);
        trained.Loop.AddNoise();
        var seen = (float[])trained.Weights.Clone();
        trained.Loop.TakeNoiseOff();
        Assert.Equal(0.5, Math.Sqrt(seen.Average(value => (double)value * value)), 0.02);
        Assert.All(trained.Weights, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Muon_TurnsAMatrixIntoANearlyOrthogonalUpdate_AndLeavesTheRestToAdamW()
    {
        var architecture = new Architecture(
            "test", [new Embed(5, 6, 1), new Combine(CombineKind.Sum, 6, 2),
                new Linear("l1", 6, 4, ActivationKind.Relu, 1, Initialisation.Normal(1)), new Unembed(4, 5, 1)]);
        var start = WeightInit.Draw(architecture, 3);
        var muon = new Muon(Rate, 0, 0.95, new AdamW(), 0);
        using var trained = new Trained(muon, start);
        using var adam = new Trained(new AdamW(Rate, 0, WarmupSteps: 0), start);
        var gradient = TestNumbers.Uniform(start.Buffer.Length, 4);
        trained.Step(gradient);
        adam.Step(gradient);
        foreach (var parameter in architecture.Parameters.All.Where(parameter => parameter.Name != "l1.W"))
        {
            Assert.Equal(
                TrainedWeights.Of(adam.Weights, parameter).ToArray(), TrainedWeights.Of(trained.Weights, parameter).ToArray());
        }
        var hidden = architecture.Parameters["l1.W"];
        var (before, after) = (start["l1.W"].Span.ToArray(), TrainedWeights.Of(trained.Weights, hidden).ToArray());
        double[] update = [.. before.Zip(after, (b, a) => (b - a) / (Rate * 0.2 * Math.Sqrt(6)))];
        // A matrix whose singular values lie near 1 keeps the length of any vector, about.
        for (var seed = 0; seed < 20; seed++)
        {
            var vector = TestNumbers.Uniform(4, seed);
            var image =
                Enumerable.Range(0, 6).Sum(i => Math.Pow(Enumerable.Range(0, 4).Sum(j => update[(i * 4) + j] * vector[j]), 2));
            Assert.InRange(Math.Sqrt(image / vector.Sum(x => (double)x * x)), 0.6, 1.3);
        }
    }

    [Fact]
    public void NewtonSchulz_OfAnOrthogonalMatrix_KeepsItsDirections()
    {
        using var team = new ThreadTeam(1);
        using var product = new MatrixProduct(team);
        // A rotation times 3: all singular values are equal, so the result is a multiple of the matrix.
        float[] matrix = [3 * MathF.Cos(0.3f), 3 * MathF.Sin(0.3f), -3 * MathF.Sin(0.3f), 3 * MathF.Cos(0.3f)];
        var result = NewtonSchulz.Orthogonalise(matrix, 2, 2, product);
        var factor = result[0] / matrix[0];
        Assert.InRange(factor * 3, 0.6, 1.3);
        Assert.All(result.Zip(matrix), pair => Assert.Equal(pair.Second * factor, pair.First, 1e-5));
    }

    public static TheoryData<string> Settings =>
    [
        "optimizer=adam", "optimizer=sgd", "optimizer=muon", "decay=to_init", "decay=jiggle", "decay=l2", "gradient_filter=ema",
        "gradient_filter=moving_average filter_window=4", "orthogonal_gradient=true", "update_noise=0.5", "weight_noise=0.01",
        "anneal_steps=8", "dropout=0.2 engine=cpu", "loss=mse", "loss=stablemax",
        "optimizer=muon decay=jiggle update_noise=0.1 gradient_filter=ema weight_noise=0.02",
    ];

    [Theory, MemberData(nameof(Settings))]
    public void ARunThatWasResumed_HasTheBitsOfOneThatWasNot(string settings)
    {
        using var scratch = new TempFolder();
        var config = ConfigJson.With(
            new RunConfig
            {
                Task = new TaskConfig { P = 7 },
                Model = new ModelConfig { DModel = 8, NHeads = 2, DMlp = 12 },
                Training = new TrainingConfig { MaxSteps = 12, CheckpointEvery = 6, WarmupSteps = 2 },
            },
            settings.Split(' '));
        var options = new TrainOptions { Threads = 1 };
        Trainer.Train(config, scratch.File("whole"), options);
        Trainer.Train(config with { Training = config.Training with { MaxSteps = 6 } }, scratch.File("parts"), options);
        Trainer.Train(config, scratch.File("parts"), options with { Resume = true, Threads = 2 });

        var (whole, parts) = (Run.Open(scratch.File("whole")), Run.Open(scratch.File("parts")));
        Assert.Equal(whole.Load(12).Model.Weights.Buffer, parts.Load(12).Model.Weights.Buffer);
        Assert.Equal(whole.Metrics, parts.Metrics);
        // And the setting does something.
        Assert.NotEqual(Run.Open(Plain(scratch, config)).Load(12).Model.Weights.Buffer, whole.Load(12).Model.Weights.Buffer);
    }

    [Fact]
    public void ARunWithBatchNorm_ThatWasResumed_HasTheBitsOfOneThatWasNot()
    {
        using var scratch = new TempFolder();
        var config = ConfigJson.With(PresetCatalogue.Doshi.Config,
            ["p=7", "d_mlp=12", "batch_norm=true", "corrupt_fraction=0", "train_fraction=0.7", "max_steps=12",
                "checkpoint_every=6", "log_every=1"]);
        var options = new TrainOptions { Threads = 1 };
        Trainer.Train(config, scratch.File("whole"), options);
        Trainer.Train(config, scratch.File("parts"), options);
        // From a state that was written between a gradient and its update.
        Trainer.Train(config, scratch.File("parts"), options with { Resume = true, From = 6 });

        var (whole, parts) = (Run.Open(scratch.File("whole")), Run.Open(scratch.File("parts")));
        Assert.Equal(whole.Load(12).Model.Weights.Buffer, parts.Load(12).Model.Weights.Buffer);
        Assert.Equal(whole.Metrics, parts.Metrics);
        // And what is logged is of the weights that the checkpoint holds, by the moments that go with them.
        var checkpoint = whole.Load(6);
        using var engine = new CpuEngine(
            checkpoint.Model.Architecture, checkpoint.Model.Weights, new EngineOptions(new AdamW(), 1) { Loss = LossKind.Mse });
        var trained = new Examples(checkpoint.Operation, checkpoint.Format, [.. checkpoint.Split.Train]);
        Assert.Equal(engine.Evaluate(trained).Loss, whole.Metrics.Single(row => row.Step == 6).TrainLoss, 1e-12);
    }

    private static string Plain(TempFolder scratch, RunConfig config)
    {
        var training =
            new TrainingConfig { MaxSteps = 12, CheckpointEvery = 6, WarmupSteps = 2, Engine = config.Training.Engine };
        Trainer.Train(config with { Training = training }, scratch.File("plain"), new TrainOptions { Threads = 1 });
        return scratch.File("plain");
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(item => (float)item.GetDouble())];

    // Weights that steps are taken with, on given gradients.
    private sealed class Trained : IDisposable
    {
        private readonly ThreadTeam team = new(2);

        public Trained(Optimizer optimizer, float[] start)
            : this(optimizer,
                new Weights(
                    new ParameterTable([new("w", new Shape(start.Length), Initialisation.Constant(0))]), (float[])start.Clone()))
        {
        }

        public Trained(Optimizer optimizer, Weights start) => Loop = new OptimizerLoop(start, optimizer, team);

        public OptimizerLoop Loop { get; }

        public float[] Weights => Loop.Weights;

        public void Step(float[] gradient)
        {
            gradient.CopyTo(Loop.Gradients, 0);
            Loop.ApplyUpdate();
        }

        public void Dispose()
        {
            Loop.Dispose();
            team.Dispose();
        }
    }
}
