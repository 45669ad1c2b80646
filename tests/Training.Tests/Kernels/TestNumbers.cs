namespace Grokking.Training.Tests;

/// <summary>Seeded numbers for kernel tests.</summary>
internal static class TestNumbers
{
    /// <summary>One below, at and above each vector width, a prime, and sizes beyond any unrolling.</summary>
    public static readonly int[] AwkwardSizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 113, 1031];

    /// <summary>Numbers spread evenly over [−scale, scale].</summary>
    public static float[] Uniform(int count, int seed, float scale = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => scale * (2 * random.NextSingle() - 1))];
    }

    /// <summary>The derivative of <paramref name="function"/> in one coordinate, by central difference in double.</summary>
    public static double Slope(Func<double[], double> function, double[] at, int coordinate)
    {
        const double step = 1e-5;
        var (below, above) = ((double[])at.Clone(), (double[])at.Clone());
        below[coordinate] -= step;
        above[coordinate] += step;
        return (function(above) - function(below)) / (2 * step);
    }

    /// <summary>The same numbers in double.</summary>
    public static double[] Widened(float[] values) => [.. values.Select(value => (double)value)];
}
