namespace Grokking.Interp.Tests;

public sealed class FourierSpectrumTests
{
    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void Power_WithTheConstant_SumsToTheEnergyOfTheMatrix(int p)
    {
        var matrix = Make.Random(p, 4);
        var spectrum = new FourierSpectrum(new FourierBasis(p), matrix);
        var energy = matrix.Span.ToArray().Sum(value => value * value);
        Assert.Equal(energy, spectrum.Power.Sum() + Math.Pow(spectrum.Norms[0], 2), Rounding);
    }

    [Fact]
    public void FrequenciesAbove_OfTwoWaves_FindsThemByTheirLength()
    {
        const int P = 11;
        var matrix = new Matrix(P, 2);
        for (var x = 0; x < P; x++)
        {
            matrix[x, 0] = Math.Cos(2 * Math.PI * 2 * x / P);
            matrix[x, 1] = 0.3 * Math.Sin(2 * Math.PI * 5 * x / P);
        }
        var spectrum = new FourierSpectrum(new FourierBasis(P), matrix);
        Assert.Equal([2, 5], spectrum.FrequenciesAbove(0.25));
        Assert.Equal([2], spectrum.FrequenciesAbove(0.5));
    }

    [Fact]
    public void Sparsity_OfOneWave_IsOneMinusItsShareOfTheComponents()
    {
        var matrix = new Matrix(7, 1, [.. Enumerable.Range(0, 7).Select(x => Math.Cos(2 * Math.PI * 3 * x / 7))]);
        Assert.Equal(1 - (1.0 / 7), new FourierSpectrum(new FourierBasis(7), matrix).Sparsity, Rounding);
    }
}
