using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// A function of pairs that is a sum of functions of a, of b, of a + b and of a − b (mod p):
/// f(a, b) = first[a] + second[b] + sum[a + b] + difference[a − b].
/// </summary>
/// <param name="First">[p, n].</param>
/// <param name="Second">[p, n].</param>
/// <param name="Sum">[p, n].</param>
/// <param name="Difference">[p, n].</param>
public sealed record PairTables(Matrix First, Matrix Second, Matrix Sum, Matrix Difference)
{
    /// <summary>Adds the function at one pair to <paramref name="row"/>.</summary>
    /// <param name="pair">Pair index a·p + b.</param>
    /// <param name="row">Added to, [n].</param>
    public void AddTo(int pair, Span<double> row)
    {
        var p = First.Rows;
        var (a, b) = Math.DivRem(pair, p);
        TensorPrimitives.Add(row, First.Row(a), row);
        TensorPrimitives.Add(row, Second.Row(b), row);
        TensorPrimitives.Add(row, Sum.Row((a + b) % p), row);
        TensorPrimitives.Add(row, Difference.Row((a - b + p) % p), row);
    }

    /// <summary>Subtracts the function at one pair from <paramref name="row"/>.</summary>
    /// <param name="pair">Pair index a·p + b.</param>
    /// <param name="row">Subtracted from, [n].</param>
    public void SubtractFrom(int pair, Span<double> row)
    {
        var p = First.Rows;
        var (a, b) = Math.DivRem(pair, p);
        TensorPrimitives.Subtract(row, First.Row(a), row);
        TensorPrimitives.Subtract(row, Second.Row(b), row);
        TensorPrimitives.Subtract(row, Sum.Row((a + b) % p), row);
        TensorPrimitives.Subtract(row, Difference.Row((a - b + p) % p), row);
    }
}
