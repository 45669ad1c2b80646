namespace Grokking.Training;

/// <summary>
/// Head weights [n_heads, d_model, d_head] as one matrix [d_model, n_heads·d_head] and back, so that all heads are one product.
/// </summary>
internal static class HeadLayout
{
    /// <summary>Copies the weights of all heads side by side.</summary>
    public static void ToMatrix(ReadOnlySpan<float> heads, int nHeads, int dModel, int dHead, Span<float> matrix)
    {
        for (var h = 0; h < nHeads; h++)
        {
            for (var i = 0; i < dModel; i++)
            {
                heads.Slice(((h * dModel) + i) * dHead, dHead).CopyTo(matrix[((i * nHeads * dHead) + (h * dHead))..]);
            }
        }
    }

    /// <summary>Adds a gradient in matrix layout to one in head layout.</summary>
    public static void AddToHeads(ReadOnlySpan<float> matrix, int nHeads, int dModel, int dHead, Span<float> heads)
    {
        for (var h = 0; h < nHeads; h++)
        {
            for (var i = 0; i < dModel; i++)
            {
                VectorOps.Add(
                    heads.Slice(((h * dModel) + i) * dHead, dHead), matrix.Slice((i * nHeads * dHead) + (h * dHead), dHead));
            }
        }
    }
}
