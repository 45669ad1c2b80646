namespace Grokking.Interp.Tests;

public sealed class FourierBasisTests
{
    // Sums of at most a few hundred terms of size 1 in double.
    private const double Rounding = 1e-12;

    public static TheoryData<int> Moduli => [1, 2, 3, 4, 5, 7, 8, 12, 31, 113];

    [Theory]
    [MemberData(nameof(Moduli))]
    public void Rows_AreOrthonormal(int p)
    {
        var rows = new FourierBasis(p).Rows;
        var products = rows.TimesTransposed(rows);
        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j < p; j++)
            {
                Assert.Equal(i == j ? 1 : 0, products[i, j], Rounding);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public void Rows_AreWavesAsDefined(int p)
    {
        var basis = new FourierBasis(p);
        for (var component = 0; component < p; component++)
        {
            for (var x = 0; x < p; x++)
            {
                Assert.Equal(SlowFourier.Basis(p, component, x), basis.Rows[component, x], Rounding);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Moduli))]
    public void Forward_EqualsTheMatrixProduct(int p)
    {
        var basis = new FourierBasis(p);
        var values = Make.Random(p, 3);
        AssertClose(basis.Rows.Times(values), basis.Forward(values));
    }

    [Theory]
    [MemberData(nameof(Moduli))]
    public void Inverse_UndoesForward(int p)
    {
        var basis = new FourierBasis(p);
        var values = Make.Random(p, 3);
        AssertClose(values, basis.Inverse(basis.Forward(values)));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(7, 511)]
    [InlineData(7, 512)]
    [InlineData(8, 513)]
    public void Forward_AtAnyWidth_KeepsTheSumOfSquares(int p, int n)
    {
        var values = Make.Random(p, n);
        var coefficients = new FourierBasis(p).Forward(values);
        Assert.Equal(Energy(values), Energy(coefficients), Rounding * p * n);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    public void Forward2D_EqualsItsDefinition(int p)
    {
        var pairs = Make.Random(p * p, 2);
        var coefficients = new FourierBasis(p).Forward2D(pairs);
        for (var cell = 0; cell < p * p; cell++)
        {
            Assert.Equal(SlowFourier.Coefficient(p, pairs, 1, cell / p, cell % p), coefficients[cell, 1], Rounding);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    public void Inverse2D_UndoesForward2D(int p)
    {
        var basis = new FourierBasis(p);
        var pairs = Make.Random(p * p, 5);
        AssertClose(pairs, basis.Inverse2D(basis.Forward2D(pairs)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(10)]
    public void Forward_OfShiftedValues_TurnsEachFrequency(int p)
    {
        const int Shift = 3;
        var basis = new FourierBasis(p);
        var values = Make.Random(p, 1);
        var shifted = new Matrix(p, 1, [.. Enumerable.Range(0, p).Select(x => values[(x + Shift) % p, 0])]);
        var (before, after) = (basis.Forward(values), basis.Forward(shifted));
        foreach (var k in basis.Frequencies.Where(basis.HasSine))
        {
            var (cos, sin) = Math.SinCos(2 * Math.PI * k * Shift / p) is var (s, c) ? (c, s) : default;
            var (x, y) = (before[FourierBasis.CosineRow(k), 0], before[FourierBasis.SineRow(k), 0]);
            Assert.Equal((cos * x) + (sin * y), after[FourierBasis.CosineRow(k), 0], Rounding);
            Assert.Equal((cos * y) - (sin * x), after[FourierBasis.SineRow(k), 0], Rounding);
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void BandPass_OfAllFrequencies_LeavesOutTheMeanAlone(int p)
    {
        var basis = new FourierBasis(p);
        var values = Make.Random(p, 1);
        var mean = Enumerable.Range(0, p).Average(x => values[x, 0]);
        var band = basis.BandPass(values, [.. basis.Frequencies]);
        AssertClose(new Matrix(p, 1, [.. Enumerable.Range(0, p).Select(x => values[x, 0] - mean)]), band);
    }

    [Fact]
    public void ComponentsOf_HalfOfAnEvenModulus_IsTheCosineAlone()
    {
        Assert.Equal([7], new FourierBasis(8).ComponentsOf(4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void ComponentsOf_FrequencyOutOfRange_Throws(int k)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FourierBasis(7).ComponentsOf(k));
    }

    [Fact]
    public void Forward_OfTooFewRows_SaysWhatWasExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => new FourierBasis(7).Forward(new Matrix(6, 1)));
        Assert.Contains("expected 7 rows, got 6", error.Message, StringComparison.Ordinal);
    }

    private static double Energy(Matrix matrix)
    {
        var sum = 0.0;
        foreach (var value in matrix.Span)
        {
            sum += value * value;
        }
        return sum;
    }

    private static void AssertClose(Matrix expected, Matrix actual)
    {
        Assert.Equal((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        for (var i = 0; i < expected.Span.Length; i++)
        {
            Assert.Equal(expected.Span[i], actual.Span[i], Rounding);
        }
    }
}
