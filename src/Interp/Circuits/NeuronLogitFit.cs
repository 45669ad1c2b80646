using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Grokking.Interp;

/// <summary>
/// How well the neuron-logit map is what the Fourier algorithm needs: W_L ≈ Σ_k cos(ω_k·c)·u_kᵀ + sin(ω_k·c)·v_kᵀ over the key
/// frequencies, with neurons that u_k and v_k read as multiples of cos and sin of ω_k·(a + b) (Nanda et al. 2023, section 4.2).
/// </summary>
/// <param name="Residual">Frobenius norm of W_L outside the key frequencies over that of W_L, 0 to 1.</param>
/// <param name="SingularValues">Singular values of W_L, falling, [min(p, d_mlp)]: two a key frequency stand out.</param>
/// <param name="Directions">The directions of the key frequencies, cosine before sine, by frequency.</param>
public sealed record NeuronLogitFit(
    double Residual, IReadOnlyList<double> SingularValues, IReadOnlyList<NeuronLogitDirection> Directions)
{
    /// <summary>The fit of a specimen; null without a model that has neurons, or when the answers are not a + b.</summary>
    public static NeuronLogitFit? Of(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        if (specimen.NeuronLogitSpectrum is not { } spectrum || specimen.Neurons is null || Missing.Sums(specimen) is not null)
        {
            return null;
        }
        var total = TensorPrimitives.SumOfSquares<double>(spectrum.Coefficients.Span);
        var kept = specimen.KeyFrequencies.Sum(k => spectrum.Power[k - 1]);
        var components = specimen.KeyFrequencies.SelectMany(specimen.Basis.ComponentsOf);
        return new NeuronLogitFit(
            total > 0 ? Math.Sqrt(Math.Max(0, total - kept) / total) : 0,
            Singular(specimen.W_L!),
            [.. components.Select(component => Direction(specimen, component))]);
    }

    private static double[] Singular(Matrix map) =>
        DenseMatrix.OfColumnMajor(map.Columns, map.Rows, map.Span.ToArray()).Svd(computeVectors: false).S.ToArray();

    // The neurons seen along one direction, averaged by s = a + b, keep all that cos(ω_k·(a + b)) has in common with them.
    private static NeuronLogitDirection Direction(Specimen specimen, int component)
    {
        var row = specimen.NeuronLogitSpectrum!.Coefficients.Row(component).ToArray();
        var direction = new Matrix(1, row.Length, row);
        var seen = specimen.Neurons!.TimesTransposed(direction);
        var mean = TensorPrimitives.Sum<double>(seen.Span) / seen.Rows;
        TensorPrimitives.Subtract(seen.Span, mean, seen.Span);
        var energy = TensorPrimitives.SumOfSquares<double>(seen.Span);
        var onSum = specimen.Basis.Forward(specimen.Directions.MeanBySum(seen))[component, 0];
        return new NeuronLogitDirection(
            FourierBasis.FrequencyOf(component),
            component == FourierBasis.CosineRow(FourierBasis.FrequencyOf(component)),
            TensorPrimitives.Norm<double>(direction.Span),
            energy > 0 ? onSum * onSum * specimen.P / energy : 0);
    }
}
