namespace Grokking.Benchmarks;

/// <summary>y = factor · x^exponent.</summary>
internal static class PowerLaw
{
    /// <summary>The exponent that fits best: the slope of the least-squares line through (ln x, ln y).</summary>
    public static double Exponent(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (meanX, meanY) = (x.Average(Math.Log), y.Average(Math.Log));
        var products = x.Zip(y).Sum(point => (Math.Log(point.First) - meanX) * (Math.Log(point.Second) - meanY));
        return products / x.Sum(value => Math.Pow(Math.Log(value) - meanX, 2));
    }
}
