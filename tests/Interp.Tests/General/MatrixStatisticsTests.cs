using Grokking.Training;
using MathNet.Numerics.LinearAlgebra;

namespace Grokking.Interp.Tests;

public sealed class MatrixStatisticsTests
{
    private const double Tolerance = 1e-10;

    [Theory]
    [InlineData(1.0, 5)]
    [InlineData(2.0, 5, 5)]
    [InlineData(4.0, 1, 1, 1, 1)]
    [InlineData(1.754765350603323, 3, 1)]
    public void EffectiveRankOf_KnownSingularValues_IsTheExponentialOfTheirEntropy(double expected, params int[] values)
    {
        // Rotations on both sides change no singular value.
        var left = Matrix<double>.Build.DenseOfRowMajor(7, 7, Make.Random(7, 7).Span.ToArray()).QR().Q;
        var right = Matrix<double>.Build.DenseOfRowMajor(5, 5, Make.Random(5, 5, 2).Span.ToArray()).QR().Q;
        var matrix = left * Matrix<double>.Build.Dense(
            7, 5, (row, column) => row == column && row < values.Length ? values[row] : 0) * right;

        // What is left of the zeros counts for about 1e-16·ln(1e16) each.
        Assert.Equal(expected, MatrixStatistics.EffectiveRankOf(new Matrix(7, 5, matrix.ToRowMajorArray())), Tolerance);
    }

    [Fact]
    public void EffectiveRankOf_Zeros_IsZero() => Assert.Equal(0, MatrixStatistics.EffectiveRankOf(new Matrix(3, 2)));

    [Fact]
    public void Of_AModel_HasEveryMatrixAndTheirNormsAreThoseOfTheWeights()
    {
        var model = Toy.Model(7);
        var statistics = MatrixStatistics.Of(model);

        Assert.Equal(
            model.Weights.Table.All.Where(parameter => parameter.Shape.Rank > 1).Select(parameter => parameter.Name),
            statistics.Select(matrix => matrix.Name));
        Assert.All(statistics, matrix => Assert.Equal(model.Weights.SumOfSquares(matrix.Name), matrix.Norm * matrix.Norm, 1e-9));
        Assert.All(statistics, matrix => Assert.InRange(matrix.EffectiveRank, 1, Math.Min(matrix.Rows, matrix.Columns)));
    }

    [Fact]
    public void Of_HeadsThatAllReadOneDirection_HasRankOne()
    {
        var model = Toy.Model(7);
        var queries = model.Weights.W_Q();
        for (var head = 0; head < queries.Shape[0]; head++)
        {
            for (var row = 0; row < queries.Shape[1]; row++)
            {
                for (var column = 0; column < queries.Shape[2]; column++)
                {
                    queries[head, row, column] = (row + 1) * (head + column + 1);
                    model.Weights.W_O()[head, column, row] = (row + 1) * (head + column + 1);
                }
            }
        }
        var statistics = MatrixStatistics.Of(model);

        Assert.Equal(
            1, statistics.Single(matrix => matrix.Name.EndsWith("W_Q", StringComparison.Ordinal)).EffectiveRank, Tolerance);
        Assert.Equal(
            1, statistics.Single(matrix => matrix.Name.EndsWith("W_O", StringComparison.Ordinal)).EffectiveRank, Tolerance);
    }

    [Fact]
    public void Of_OneEntry_HasTheLargestGini() =>
        Assert.Equal(
            1 - 1 / 12.0, MatrixStatistics.Of("one", new Matrix(3, 4, [0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0])).Gini, Tolerance);
}
