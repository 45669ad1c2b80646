using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Grokking.Interp;

/// <summary>
/// The directions of neuron space that write the key frequencies to the logits: the rows F_2k−1·W_L and F_2k·W_L, two a
/// frequency (Nanda et al. 2023, section 4.2).
/// </summary>
internal static class NeuronDirections
{
    // A direction whose part at right angles to the earlier ones is this much shorter than the longest is rounding.
    private const double NegligibleLength = 1e-10;

    /// <summary>An orthonormal basis of the span of the directions, [directions, d_mlp]: at most two rows a frequency.</summary>
    public static Matrix Orthonormal(FourierSpectrum neuronLogitMap, FourierBasis basis, IReadOnlyList<int> frequencies)
    {
        var components = frequencies.SelectMany(basis.ComponentsOf).ToArray();
        var width = neuronLogitMap.Coefficients.Columns;
        var columns = components.Select(component => neuronLogitMap.Coefficients.Row(component).ToArray());
        var qr = DenseMatrix.OfColumnArrays(columns).QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        var lengths = qr.R.Diagonal().PointwiseAbs();
        var kept = Enumerable.Range(0, components.Length).Where(i => lengths[i] > NegligibleLength * lengths.Maximum()).ToArray();
        return new Matrix(kept.Length, width, [.. kept.SelectMany(i => qr.Q.Column(i).ToArray())]);
    }

    /// <summary>Projects a row, [d_mlp], onto the span of an orthonormal basis, [directions, d_mlp]; overwrites the projection.</summary>
    public static void Project(ReadOnlySpan<double> row, Matrix orthonormal, Span<double> projection)
    {
        projection.Clear();
        for (var i = 0; i < orthonormal.Rows; i++)
        {
            TensorPrimitives.MultiplyAdd(orthonormal.Row(i), TensorPrimitives.Dot(row, orthonormal.Row(i)), projection, projection);
        }
    }
}
