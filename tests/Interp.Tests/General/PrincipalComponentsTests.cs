using MathNet.Numerics.LinearAlgebra;

namespace Grokking.Interp.Tests;

public sealed class PrincipalComponentsTests
{
    // Sums of some hundred doubles of size 1.
    private const double Tolerance = 1e-12;

    [Theory]
    [InlineData(7, 3)]
    [InlineData(5, 9)]
    [InlineData(17, 16)]
    public void Of_RandomRows_AreTheEigenvectorsOfTheirCovariance(int rows, int columns)
    {
        var matrix = Make.Random(rows, columns);
        var centred = Matrix<double>.Build.DenseOfRowMajor(rows, columns, matrix.Span.ToArray());
        centred -= Matrix<double>.Build.Dense(rows, columns, (_, column) => centred.Column(column).Average());
        var variances = (centred * centred.Transpose()).Evd().EigenValues.Select(value => value.Real).OrderDescending().ToArray();

        var components = PrincipalComponents.Of(matrix)!;

        for (var i = 0; i < components.Scores.Columns; i++)
        {
            Assert.Equal(variances[i], components.Lengths[i] * components.Lengths[i], 1e-9);
            var score = Vector<double>.Build.Dense(rows, row => components.Scores[row, i]);
            Assert.Equal(0, (centred * centred.Transpose() * score - variances[i] * score).L2Norm(), 1e-9);
        }
        Assert.Equal(1, components.Shares.Sum(), Tolerance);
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(5, 9)]
    public void Directions_TimesScoresAndLengths_AreTheCentredRows(int rows, int columns)
    {
        var matrix = Make.Random(rows, columns);

        var components = PrincipalComponents.Of(matrix)!;

        var centred = matrix.WithoutColumnMeans();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                Assert.Equal(centred[row, column], Enumerable.Range(0, components.Lengths.Count)
                    .Sum(i => components.Scores[row, i] * components.Lengths[i] * components.Directions[i, column]), 1e-9);
            }
        }
    }

    [Fact]
    public void Plane_OfPointsInAPlane_KeepsTheirDistances()
    {
        var flat = Make.Random(11, 2);
        var rows = flat.Times(new Matrix(2, 5, [0, 0.6, 0, 0, 0.8, 1, 0, 0, 0, 0]));

        var plane = PrincipalComponents.Of(rows)!.Plane();

        Assert.All(Enumerable.Range(1, 10), i => Assert.Equal(
            Math.Sqrt(Math.Pow(flat[i, 0] - flat[0, 0], 2) + Math.Pow(flat[i, 1] - flat[0, 1], 2)),
            Math.Sqrt(Math.Pow(plane.X[i] - plane.X[0], 2) + Math.Pow(plane.Y[i] - plane.Y[0], 2)), Tolerance));
        Assert.True(plane.X.MaxBy(Math.Abs) > 0 && plane.Y.MaxBy(Math.Abs) > 0);
    }

    [Fact]
    public void Plane_OfPointsOnALine_HasNoSecondCoordinate()
    {
        var plane = PrincipalComponents.Of(new Matrix(4, 1, [1, 2, 4, 8]))!.Plane();

        Assert.All(plane.Y, y => Assert.Equal(0, y));
        Assert.Equal(7, plane.X[3] - plane.X[0], Tolerance);
    }

    [Fact]
    public void Of_EqualRows_IsNull() => Assert.Null(PrincipalComponents.Of(new Matrix(3, 2, [1, 2, 1, 2, 1, 2])));
}
