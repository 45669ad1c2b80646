using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// An orthonormal basis of the range of an orthogonal projection Π[x, y] = φ(x⁻¹·y) of functions on a group, by Cholesky's method
/// with pivots: C·Cᵀ = Π makes Cᵀ·C the identity. What is left of a projection stays one, so that a pivot is never below 1/n and
/// none is made of rounding, as the last columns of a QR of dependent matrix entries are.
/// </summary>
internal static class ProjectorBasis
{
    /// <summary>The basis, [rank, n].</summary>
    /// <param name="group">The group.</param>
    /// <param name="kernel">φ, [n].</param>
    /// <param name="rank">The dimension of the range, n·φ(e).</param>
    public static Matrix Of(FiniteGroup group, double[] kernel, int rank)
    {
        var basis = new Matrix(rank, group.Order);
        var left = new double[group.Order];
        Array.Fill(left, kernel[group.Identity]);
        var square = new double[group.Order];
        for (var i = 0; i < rank; i++)
        {
            var pivot = TensorPrimitives.IndexOfMax<double>(left);
            var row = basis.Row(i);
            FillColumn(group, kernel, pivot, row);
            for (var earlier = 0; earlier < i; earlier++)
            {
                TensorPrimitives.MultiplyAdd(basis.Row(earlier), -basis[earlier, pivot], row, row);
            }
            TensorPrimitives.Divide(row, Math.Sqrt(row[pivot]), row);
            TensorPrimitives.Multiply<double>(row, row, square);
            TensorPrimitives.Subtract(left, square, left);
        }
        return basis;
    }

    // Π[x, pivot], and Π is symmetric.
    private static void FillColumn(FiniteGroup group, double[] kernel, int pivot, Span<double> column)
    {
        var products = group.Row(group.Inverse(pivot));
        for (var x = 0; x < column.Length; x++)
        {
            column[x] = kernel[products[x]];
        }
    }
}
