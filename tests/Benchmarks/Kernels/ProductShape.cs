namespace Grokking.Benchmarks;

/// <summary>
/// A product of the one-layer transformer at p = 113 with 30 % of the pairs: which layer, and c[m, n] = a[m, k]·b[k, n].
/// </summary>
public sealed record ProductShape(string Layer, int M, int K, int N, bool TurnedA = false, bool TurnedB = false)
{
    /// <summary>Floating-point operations of one product, a multiply-add counted as two.</summary>
    public double Operations => 2.0 * M * K * N;

    /// <inheritdoc/>
    public override string ToString() => $"{Layer} {M}x{K}x{N}";
}
