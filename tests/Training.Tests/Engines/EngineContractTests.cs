namespace Grokking.Training.Tests;

/// <summary>What every engine must do. Each engine derives a class that says how to make it.</summary>
public abstract class EngineContractTests
{
    // Float32 forward and backward passes of a few hundred terms, against float64.
    private const double LossTolerance = 2e-6;
    private const double GradientTolerance = 2e-6;

    // Ten updates of 1e-2 each; Adam divides by the gradient's own size, which magnifies rounding where gradients are small.
    private const double WeightTolerance = 2e-4;

    // Float32 sums in another order than the CPU engine's, relative to the largest gradient of the parameter; a few of two
    // million ReLUs lie within rounding of zero and switch on in one engine only.
    private const double RelativeGradientTolerance = 1e-4;

    // Once the pairs are learned, what they say about a bias cancels but for rounding.
    private const double CancellationTolerance = 1e-5;

    // The loss after hundreds of steps beside the CPU engine, relative.
    private const double TrainedLossTolerance = 1e-4;

    protected abstract IEngine Create(Architecture architecture, Weights start, EngineOptions options);

    /// <summary>Why the engine does not take a network, which it must then refuse in these words; null when it does.</summary>
    protected virtual string? ReasonAgainst(RunConfig config) => null;

    public static TheoryData<string> Networks => EngineGolden.Names;

    [Theory, MemberData(nameof(Networks))]
    public void ComputeGradients_AgreesWithPyTorch(string name)
    {
        var golden = EngineGolden.Load(name);
        if (Refuses(golden))
        {
            return;
        }
        using var engine = Start(golden, threads: 2);

        var evaluation = engine.ComputeGradients(golden.Examples);

        Assert.Equal(golden.Losses[0], evaluation.Loss, LossTolerance);
        var gradients = new Weights(engine.Architecture.Parameters);
        engine.CopyGradientsTo(gradients.Buffer);
        foreach (var parameter in engine.Architecture.Parameters.All)
        {
            AssertClose(golden.Gradient(parameter.Name), gradients[parameter.Name].Span, GradientTolerance, parameter.Name);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void TenUpdates_AgreeWithPyTorch(string name)
    {
        var golden = EngineGolden.Load(name);
        if (Refuses(golden))
        {
            return;
        }
        using var engine = Start(golden, threads: 1);
        for (var step = 0; step < 10; step++)
        {
            Assert.Equal(golden.Losses[step], engine.ComputeGradients(golden.Examples).Loss, 10 * LossTolerance);
            engine.ApplyUpdate();
        }
        var weights = new Weights(engine.Architecture.Parameters);
        engine.CopyWeightsTo(weights.Buffer);
        foreach (var parameter in engine.Architecture.Parameters.All)
        {
            AssertClose(golden.WeightsAfter10(parameter.Name), weights[parameter.Name].Span, WeightTolerance, parameter.Name);
        }
        Assert.Equal(10, engine.GetOptimizerState().Step);
    }

    [Theory, MemberData(nameof(Networks))]
    public void Gradient_OfEachParameter_IsTheSlopeOfTheLoss(string name)
    {
        var golden = EngineGolden.Load(name);
        if (Refuses(golden))
        {
            return;
        }
        var architecture = golden.Config.CreateArchitecture();
        var start = WeightInit.Draw(architecture, golden.Config.Model.Seed);
        using var engine = Create(architecture, start, golden.Options(2));
        engine.ComputeGradients(golden.Examples);
        var gradients = new Weights(architecture.Parameters);
        engine.CopyGradientsTo(gradients.Buffer);
        foreach (var parameter in architecture.Parameters.All)
        {
            AssertSlope(engine, golden.Examples, start, gradients, parameter);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Rows_GiveTheGradientOfThoseExamplesAlone(string name)
    {
        var golden = EngineGolden.Load(name);
        if (Refuses(golden))
        {
            return;
        }
        int[] rows = [5, 2, 9];
        var operation = golden.Config.CreateOperation();
        var pairs = Enumerable.Range(0, operation.PairCount).ToArray();
        var all = new Examples(operation, golden.Config.Model.Format, pairs);
        var some = new Examples(operation, golden.Config.Model.Format, [.. rows.Select(row => pairs[row])]);
        using var engine = Start(golden, threads: 1);

        var ofRows = engine.ComputeGradients(all, rows);
        var gradientOfRows = new float[engine.Architecture.Parameters.Count];
        engine.CopyGradientsTo(gradientOfRows);
        var ofSome = engine.ComputeGradients(some);
        var gradientOfSome = new float[gradientOfRows.Length];
        engine.CopyGradientsTo(gradientOfSome);

        Assert.Equal(ofSome, ofRows);
        Assert.Equal(gradientOfSome, gradientOfRows);
    }

    [Fact]
    public void Evaluate_LeavesTheGradientAsItIs()
    {
        var golden = EngineGolden.Load("one-layer");
        using var engine = Start(golden, threads: 2);
        var trained = engine.ComputeGradients(golden.Examples);
        var before = new float[engine.Architecture.Parameters.Count];
        engine.CopyGradientsTo(before);

        var evaluated = engine.Evaluate(golden.Examples);
        var after = new float[before.Length];
        engine.CopyGradientsTo(after);

        Assert.Equal(before, after);
        Assert.Equal(trained.Loss, evaluated.Loss, LossTolerance);
        Assert.Equal(trained.Accuracy, evaluated.Accuracy);
    }

    [Fact]
    public void Restore_GoesOnAsIfNeverStopped()
    {
        var golden = EngineGolden.Load("one-layer");
        using var engine = Start(golden, threads: 1);
        Steps(engine, golden.Examples, 5);
        var weights = new float[engine.Architecture.Parameters.Count];
        engine.CopyWeightsTo(weights);
        var state = engine.GetOptimizerState();
        using var other = Start(golden, threads: 1);
        other.Restore(weights, state);

        Steps(engine, golden.Examples, 5);
        Steps(other, golden.Examples, 5);

        var (expected, actual) = (new float[weights.Length], new float[weights.Length]);
        engine.CopyWeightsTo(expected);
        other.CopyWeightsTo(actual);
        Assert.Equal(expected, actual);
    }

    protected static void Steps(IEngine engine, Examples examples, int count)
    {
        for (var step = 0; step < count; step++)
        {
            engine.ComputeGradients(examples);
            engine.ApplyUpdate();
        }
    }

    protected static (RunConfig Config, Examples Examples) Mainline(int p = 113, ActivationKind activation = ActivationKind.Relu)
    {
        var config = new RunConfig { Task = new TaskConfig { P = p }, Model = new ModelConfig { Activation = activation } };
        return (
            config, new Examples(
                config.CreateOperation(), config.CreateFormat(), [.. config.Split.Resolve(config.CreateOperation()).Train]));
    }

    protected void AssertGradientsAgree(RunConfig config, Examples examples, Weights weights)
    {
        var architecture = config.CreateArchitecture();
        using var engine = Create(architecture, weights, new EngineOptions(new AdamW(), 2));
        using var cpu = new CpuEngine(architecture, weights, new EngineOptions(new AdamW(), 2));

        var (expected, actual) = (cpu.ComputeGradients(examples), engine.ComputeGradients(examples));

        Assert.Equal(expected.Loss, actual.Loss, 1e-5 * expected.Loss);
        AssertSameGradients(architecture, cpu, engine);
    }

    protected static void AssertSameGradients(Architecture architecture, CpuEngine cpu, IEngine engine)
    {
        var (expected, actual) = (new Weights(architecture.Parameters), new Weights(architecture.Parameters));
        cpu.CopyGradientsTo(expected.Buffer);
        engine.CopyGradientsTo(actual.Buffer);
        var largestOfAll = expected.Buffer.Max(Math.Abs);
        foreach (var parameter in architecture.Parameters.All)
        {
            var (e, a) = (expected[parameter.Name].Span.ToArray(), actual[parameter.Name].Span.ToArray());
            var largest = e.Max(Math.Abs);
            var difference = e.Zip(a, (x, y) => Math.Abs((double)x - y)).Max();
            Assert.True(difference <= (RelativeGradientTolerance * largest) + (CancellationTolerance * largestOfAll),
                $"{parameter.Name}: off by {difference} where the largest is {largest}, of all {largestOfAll}");
        }
    }

    /// <summary>Trains beside the CPU engine and compares the losses of all steps.</summary>
    protected void AssertStaysWithTheCpuEngine(RunConfig config, int steps, double learningRate, int threads = 2)
    {
        var examples = new Examples(
            config.CreateOperation(), config.CreateFormat(), [.. config.Split.Resolve(config.CreateOperation()).Train]);
        var architecture = config.CreateArchitecture();
        var start = WeightInit.Draw(architecture, 0);
        var options = new EngineOptions(new AdamW(learningRate), threads);
        using var engine = Create(architecture, start, options);
        using var cpu = new CpuEngine(architecture, start, options);
        for (var step = 0; step < steps; step++)
        {
            var (expected, actual) = (cpu.ComputeGradients(examples).Loss, engine.ComputeGradients(examples).Loss);
            Assert.True(
                Math.Abs(actual - expected) <= TrainedLossTolerance * expected,
                $"step {step}: expected {expected}, got {actual}");
            cpu.ApplyUpdate();
            engine.ApplyUpdate();
        }
    }

    private protected IEngine Start(EngineGolden golden, int threads)
    {
        var architecture = golden.Config.CreateArchitecture();
        return Create(architecture, WeightInit.Draw(architecture, golden.Config.Model.Seed), golden.Options(threads));
    }

    // An engine either agrees or refuses, saying why: then there is nothing to compare.
    private bool Refuses(EngineGolden golden)
    {
        var architecture = golden.Config.CreateArchitecture();
        if (ReasonAgainst(golden.Config) is not { } reason)
        {
            return false;
        }
        var error = Assert.Throws<NotSupportedException>(() =>
            Create(architecture, new Weights(architecture.Parameters), golden.Options(1)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        return true;
    }

    // The central difference along the gradient itself, whose slope is the gradient's squared norm.
    private static void AssertSlope(IEngine engine, Examples examples, Weights start, Weights gradients, Parameter parameter)
    {
        // A step that changes the loss by about 1e-4: far above float rounding, and few ReLUs change sides on the way.
        var squaredNorm = gradients.SumOfSquares(parameter.Name);
        if (squaredNorm < 1e-12)
        {
            return;
        }
        var step = 1e-4 / squaredNorm;
        step = Math.Min(step, 0.02 / Math.Sqrt(squaredNorm));
        var slope = (
            LossAt(engine, examples, start, gradients, parameter, step) - LossAt(
                engine, examples, start, gradients, parameter, -step)) / (2 * step);
        Assert.True(
            Math.Abs(slope - squaredNorm) < 0.01 * squaredNorm, $"{parameter.Name}: slope {slope}, gradient says {squaredNorm}");
    }

    private static double LossAt(
        IEngine engine, Examples examples, Weights start, Weights gradients, Parameter parameter, double step)
    {
        var moved = start.Clone();
        var target = moved[parameter.Name].Span;
        var direction = gradients[parameter.Name].Span;
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += (float)(step * direction[i]);
        }
        engine.Restore(moved.Buffer, OptimizerState.Zero(moved.Buffer.Length));
        return engine.ComputeGradients(examples).Loss;
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double tolerance, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i])),
                $"{name}[{i}]: expected {expected[i]}, got {actual[i]}");
        }
    }
}
