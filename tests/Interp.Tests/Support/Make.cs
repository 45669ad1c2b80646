namespace Grokking.Interp.Tests;

/// <summary>Hand-built and random inputs.</summary>
internal static class Make
{
    /// <summary>Independent normal values.</summary>
    public static Matrix Random(int rows, int columns, int seed = 1)
    {
        var random = new Random(seed);
        var matrix = new Matrix(rows, columns);
        foreach (ref var value in matrix.Span)
        {
            value = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }
        return matrix;
    }

    /// <summary>A function of a, b and column at every pair, [p², columns].</summary>
    public static Matrix Pairs(int p, int columns, Func<int, int, int, double> value)
    {
        var matrix = new Matrix(p * p, columns);
        for (var pair = 0; pair < p * p; pair++)
        {
            for (var column = 0; column < columns; column++)
            {
                matrix[pair, column] = value(pair / p, pair % p, column);
            }
        }
        return matrix;
    }

    /// <summary>Logits Σ_k amplitude·cos(ω_k·(a + b − c)): the network that the papers describe, without any noise.</summary>
    public static Matrix IdealLogits(int p, double amplitude, params int[] frequencies) =>
        Pairs(p, p, (a, b, c) => frequencies.Sum(k => amplitude * Math.Cos(2 * Math.PI * k * (a + b - c) / p)));
}
