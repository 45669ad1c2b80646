using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class LocalLearningCoefficientTests
{
    private const int Examples = 1000;

    [Fact]
    public void Value_OfABowl_IsWhatTheChainSettlesTo()
    {
        // Of ½·h·w² each weight settles to the variance 1/(a·(1 − ε·a/4)), a = nβ·h + γ; without the step's error λ would be half
        // a weight.
        double[] curvatures = [1, 2, 5, 10];
        var options = new LangevinOptions { Step = 1e-4, Pull = 1, Chains = 8, Draws = 40_000, BurnIn = 2_000 };
        var measured = LocalLearningCoefficient.Of(Bowl(curvatures), new double[4], Examples, options);
        var beta = Examples / Math.Log(Examples);
        Assert.Equal(beta, measured.Temperature, 1e-12);
        var expected = curvatures.Sum(h => beta * h / 2 / ((beta * h + 1) * (1 - (1e-4 * (beta * h + 1) / 4))));
        Assert.Equal(expected, measured.Value, 0.04 * expected);
        Assert.InRange(measured.Value, 0.95 * 2, 1.1 * 2);
        Assert.InRange(measured.Deviation, 1e-3, 0.2);
    }

    [Theory]
    [InlineData(1, 2, 0.25)]
    [InlineData(1, 3, 1.0 / 6)]
    [InlineData(2, 2, 0.25)]
    public void Value_OfANormalCrossing_IsThatOfTheDensity(int left, int right, double lambda)
    {
        // (w₁ᵃ·w₂ᵇ)² has λ = 1/(2·max(a, b)); at a finite n and with a pull, what the density itself says by quadrature.
        var options = new LangevinOptions { Step = 4e-4, Pull = 1, Chains = 8, Draws = 60_000, BurnIn = 5_000 };
        var measured = LocalLearningCoefficient.Of(Crossing(left, right), [0, 0], Examples, options);
        var expected = Quadrature(left, right, measured.Temperature);
        Assert.Equal(expected, measured.Value, 0.12 * expected);
        Assert.InRange(measured.Value, 0.5 * lambda, 1.3 * lambda);
    }

    [Fact]
    public void Value_OfAFlatLoss_IsZeroAndOfAChainThatLeavesIsRefused()
    {
        var flat = LocalLearningCoefficient.Of((_, gradient) => { gradient.Clear(); return 2; }, [1, 1], Examples);
        Assert.Equal(0, flat.Value);
        Assert.Equal(1, flat.ShareAbove(1.9));
        Assert.Equal(0, flat.ShareAbove(2));
        var error = Assert.Throws<InvalidOperationException>(
            () => LocalLearningCoefficient.Of(Bowl([1e9]), [0], Examples, new LangevinOptions { Draws = 1000 }));
        Assert.Contains("Take a smaller step than 0.0005", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            LocalLearningCoefficient.Of(Bowl([1]), [0], Examples, new LangevinOptions { Draws = 0 }));
    }

    [Fact]
    public void Value_OfACheckpoint_RepeatsAndStaysNearIt()
    {
        using var surface = new NetworkSurface(LandscapeCheckpoint.Create());
        var options = new LangevinOptions { Draws = 5, BurnIn = 5 };
        var (one, other) = (Of(), Of());
        Assert.Equal(one.Traces[0], other.Traces[0]);
        Assert.NotEqual(one.Traces[0], one.Traces[1]);
        Assert.True(one.Value > 0);
        Assert.Equal(surface.Loss([.. surface.Start], new double[surface.Start.Count]), one.Baseline, 1e-12);

        LocalLearningCoefficient Of() => LocalLearningCoefficient.Of(LandscapeCheckpoint.Create(), options);
    }

    private static LossSurface Bowl(double[] curvatures) => (weights, gradient) =>
    {
        var loss = 0.0;
        for (var i = 0; i < curvatures.Length; i++)
        {
            loss += curvatures[i] * weights[i] * weights[i] / 2;
            gradient[i] = curvatures[i] * weights[i];
        }
        return loss;
    };

    private static LossSurface Crossing(int left, int right) => (weights, gradient) =>
    {
        var (x, y) = (weights[0], weights[1]);
        gradient[0] = 2 * left * Math.Pow(x, (2 * left) - 1) * Math.Pow(y, 2 * right);
        gradient[1] = 2 * right * Math.Pow(x, 2 * left) * Math.Pow(y, (2 * right) - 1);
        return Math.Pow(x, 2 * left) * Math.Pow(y, 2 * right);
    };

    private static double Quadrature(int left, int right, double beta)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var i = -600; i <= 600; i++)
        {
            for (var j = -600; j <= 600; j++)
            {
                var (x, y) = (i / 120.0, j / 120.0);
                var loss = Math.Pow(x, 2 * left) * Math.Pow(y, 2 * right);
                var density = Math.Exp((-beta * loss) - (((x * x) + (y * y)) / 2));
                (sum, weight) = (sum + (density * beta * loss), weight + density);
            }
        }
        return sum / weight;
    }
}

/// <summary>A checkpoint of a small network with drawn weights.</summary>
internal static class LandscapeCheckpoint
{
    public static Checkpoint Create(int p = 7)
    {
        var config =
            new RunConfig { Task = new TaskConfig { P = p }, Model = new ModelConfig { DModel = 8, NHeads = 2, DMlp = 16 } };
        var architecture = config.CreateArchitecture();
        return new Checkpoint(config, 0, new Model(architecture, WeightInit.Draw(architecture, 0)));
    }
}
