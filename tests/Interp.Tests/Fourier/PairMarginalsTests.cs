using System.Numerics.Tensors;

namespace Grokking.Interp.Tests;

public sealed class PairMarginalsTests
{
    // Sums of p² terms of size 1 in double.
    private const double Rounding = 1e-11;

    public static TheoryData<int> Moduli => [2, 3, 4, 5, 6, 8, 13];

    [Theory]
    [MemberData(nameof(Moduli))]
    public void EnergyByFrequency_EqualsTheEightCellsOfTheTwoDimensionalTransform(int p)
    {
        var basis = new FourierBasis(p);
        var pairs = Make.Random(p * p, 3);
        var energy = PairMarginals.Of(basis, pairs).EnergyByFrequency();
        var coefficients = basis.Forward2D(pairs);
        foreach (var k in basis.Frequencies)
        {
            int[] components = [0, .. basis.ComponentsOf(k)];
            var expected = components.SelectMany(i => components.Select(j => (i, j)))
                .Where(cell => cell != (0, 0))
                .Sum(cell => Math.Pow(coefficients[(cell.i * p) + cell.j, 2], 2));
            Assert.Equal(expected, energy[k - 1, 2], Rounding);
        }
    }

    [Fact]
    public void Of_ActivationsInSinglePrecision_EqualsOfTheirTable()
    {
        var basis = new FourierBasis(5);
        var activations = new Grokking.Training.Tensor(new Grokking.Training.Shape(25, 3));
        TensorPrimitives.ConvertTruncating<double, float>(Make.Random(25, 3).Span, activations.Span);
        var expected = PairMarginals.Of(basis, Matrix.From(activations));
        var marginals = PairMarginals.Of(basis, activations);
        Assert.Equal(expected.ByDifference.Span, marginals.ByDifference.Span);
        Assert.Equal(expected.BySum.Span, marginals.BySum.Span);
        Assert.Equal(expected.SumOfSquares, marginals.SumOfSquares);
        Assert.Throws<ArgumentException>(() => PairMarginals.Of(basis, activations.Reshape(75, 1)));
    }

    [Theory]
    [MemberData(nameof(Moduli))]
    public void CentredEnergy_EqualsTheEnergyOfAllCellsButTheConstant(int p)
    {
        var basis = new FourierBasis(p);
        var pairs = Make.Random(p * p, 1);
        var coefficients = basis.Forward2D(pairs);
        var expected = Enumerable.Range(1, (p * p) - 1).Sum(cell => coefficients[cell, 0] * coefficients[cell, 0]);
        Assert.Equal(expected, PairMarginals.Of(basis, pairs).CentredEnergy()[0], Rounding);
    }

    [Theory]
    [MemberData(nameof(Moduli))]
    public void BandPass_EqualsTheInverseTransformOfTheEightCells(int p)
    {
        var basis = new FourierBasis(p);
        var pairs = Make.Random(p * p, 1);
        int[] keys = [1, .. p >= 4 ? new[] { p / 2 } : []];
        var kept = new Matrix(p * p, 1);
        var coefficients = basis.Forward2D(pairs);
        foreach (var k in keys)
        {
            int[] components = [0, .. basis.ComponentsOf(k)];
            foreach (var cell in components.SelectMany(i => components.Select(j => (i * p) + j)).Where(cell => cell != 0))
            {
                kept[cell, 0] = coefficients[cell, 0];
            }
        }
        var expected = basis.Inverse2D(kept);
        var tables = PairMarginals.Of(basis, pairs).BandPass(keys);
        for (var pair = 0; pair < p * p; pair++)
        {
            var row = new double[1];
            tables.AddTo(pair, row);
            Assert.Equal(expected[pair, 0], row[0], Rounding);
            tables.SubtractFrom(pair, row);
            Assert.Equal(0, row[0], Rounding);
        }
    }

    [Fact]
    public void CentredEnergy_OfAColumnThatIsConstantInSinglePrecision_IsZero()
    {
        var pairs = Make.Pairs(7, 1, (a, _, _) => 1e3f * (1 + (a % 2 * 1e-8)));
        Assert.Equal(0, PairMarginals.Of(new FourierBasis(7), pairs).CentredEnergy()[0]);
    }

    [Fact]
    public void Mean_IsTheMeanOverAllPairs()
    {
        var mean = PairMarginals.Of(new FourierBasis(5), Make.Pairs(5, 2, (a, b, c) => a + b + (10 * c))).Mean();
        Assert.Equal([4, 14], mean);
    }
}
