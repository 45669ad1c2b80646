using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class CommutatorDefectTests
{
    private static readonly double[,] First = { { 3, 1 }, { 1, 2 } };
    private static readonly double[,] Second = { { 1, -1 }, { -1, 5 } };

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e-3)]
    public void Defect_OfQuadraticForms_IsTheirCommutator(double step)
    {
        // Gradients are A·w and B·w: the difference of the two ways is η²·(A·B − B·A)·w, exactly.
        double[] at = [1, 2];
        var (a, b) = (Times(First, at), Times(Second, at));
        var (ab, ba) = (Times(First, b), Times(Second, a));
        var expected = Norm([ab[0] - ba[0], ab[1] - ba[1]]) / (Norm(a) * Norm(b));
        Assert.True(expected > 0.1);
        Assert.Equal(expected, CommutatorDefect.Of(Form(First), Form(Second), at, step), 1e-6);
    }

    [Fact]
    public void Defect_OfOneLoss_IsZero() => Assert.Equal(0, CommutatorDefect.Of(Form(First), Form(First), [1, 2], 0.1), 1e-12);

    [Fact]
    public void Defect_OfANetwork_HardlyDependsOnTheStepAndRepeats()
    {
        var checkpoint = LandscapeCheckpoint.Create(11);
        var defect = CommutatorDefect.Of(checkpoint, 16, step: 1e-3);
        Assert.InRange(defect, 1e-3, 1e3);
        Assert.Equal(defect, CommutatorDefect.Of(checkpoint, 16, step: 1e-3));
        Assert.Equal(defect, CommutatorDefect.Of(checkpoint, 16, step: 3e-3), 0.05 * defect);
        Assert.NotEqual(defect, CommutatorDefect.Of(checkpoint, 16, step: 1e-3, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CommutatorDefect.Of(checkpoint, 60));
    }

    [Fact]
    public void Gradient_OfANetwork_IsTheDifferenceQuotient()
    {
        using var surface = new NetworkSurface(LandscapeCheckpoint.Create());
        double[] at = [.. surface.Start];
        var gradient = new double[at.Length];
        int[] rows = [0, 3, 5];
        surface.Loss(rows, at, gradient);
        var length = Norm(gradient);
        double Along(double distance)
        {
            double[] moved = [.. at.Zip(gradient, (weight, slope) => weight + (distance * slope / length))];
            return surface.Loss(rows, moved, new double[at.Length]);
        }
        Assert.Equal(length, (Along(1e-2) - Along(-1e-2)) / 2e-2, 1e-2 * length);
    }

    private static LossSurface Form(double[,] matrix) => (weights, gradient) =>
    {
        var times = Times(matrix, [.. weights]);
        times.CopyTo(gradient);
        return ((weights[0] * times[0]) + (weights[1] * times[1])) / 2;
    };

    private static double[] Times(double[,] matrix, double[] vector) =>
        [(matrix[0, 0] * vector[0]) + (matrix[0, 1] * vector[1]), (matrix[1, 0] * vector[0]) + (matrix[1, 1] * vector[1])];

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(value => value * value));
}
