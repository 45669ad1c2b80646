namespace Grokking.Interp.Tests;

/// <summary>The transforms as their definitions read, one scalar at a time.</summary>
internal static class SlowFourier
{
    /// <summary>Row of the orthonormal basis at x.</summary>
    public static double Basis(int p, int component, int x)
    {
        var k = (component + 1) / 2;
        return Wave(x) / Math.Sqrt(Enumerable.Range(0, p).Sum(y => Wave(y) * Wave(y)));

        double Wave(int y) =>
            component == 0 || component % 2 == 1 ? Math.Cos(2 * Math.PI * k * y / p) : Math.Sin(2 * Math.PI * k * y / p);
    }

    /// <summary>Σ_ab F[i, a]·F[j, b]·f(a, b) for one column.</summary>
    public static double Coefficient(int p, Matrix pairs, int column, int i, int j)
    {
        var sum = 0.0;
        for (var a = 0; a < p; a++)
        {
            for (var b = 0; b < p; b++)
            {
                sum += Basis(p, i, a) * Basis(p, j, b) * pairs[(a * p) + b, column];
            }
        }
        return sum;
    }
}
