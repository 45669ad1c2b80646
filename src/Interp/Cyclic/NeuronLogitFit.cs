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
    /// <summary>The fit of a view; null without a model that has neurons.</summary>
    public static NeuronLogitFit? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.NeuronLogitSpectrum is not { } spectrum || view.Pairs.Activations.NeuronsPost is null)
        {
            return null;
        }
        var total = TensorPrimitives.SumOfSquares<double>(spectrum.Coefficients.Span);
        var kept = view.KeyFrequencies.Sum(k => spectrum.Power[k - 1]);
        int[] components = [.. view.KeyFrequencies.SelectMany(view.Basis.ComponentsOf)];
        var seen = Seen(view, components);
        return new NeuronLogitFit(
            total > 0 ? Math.Sqrt(Math.Max(0, total - kept) / total) : 0,
            Singular(view.W_L!),
            [.. components.Select((component, i) => Direction(view, component, seen.Row(i).ToArray()))]);
    }

    private static double[] Singular(Matrix map) =>
        DenseMatrix.OfColumnMajor(map.Columns, map.Rows, map.Span.ToArray()).Svd(computeVectors: false).S.ToArray();

    // The neurons of each pair seen along each component's direction, [components, p²].
    private static Matrix Seen(CyclicView view, int[] components)
    {
        var neurons = view.Pairs.Activations.NeuronsPost!;
        var seen = new Matrix(components.Length, neurons.Shape[0]);
        var row = new double[neurons.Shape[1]];
        for (var pair = 0; pair < seen.Columns; pair++)
        {
            FloatRows.Read(neurons, pair, row);
            for (var i = 0; i < components.Length; i++)
            {
                seen[i, pair] = TensorPrimitives.Dot<double>(row, view.NeuronLogitSpectrum!.Coefficients.Row(components[i]));
            }
        }
        return seen;
    }

    // What is seen, averaged by s = a + b, keeps all that cos(ω_k·(a + b)) has in common with it.
    private static NeuronLogitDirection Direction(CyclicView view, int component, double[] seen)
    {
        TensorPrimitives.Subtract(seen, TensorPrimitives.Sum<double>(seen) / seen.Length, seen);
        var energy = TensorPrimitives.SumOfSquares<double>(seen);
        var bySum = view.Directions.MeanBySum(new Matrix(seen.Length, 1, seen));
        var onSum = view.Basis.Forward(bySum)[component, 0];
        return new NeuronLogitDirection(
            FourierBasis.FrequencyOf(component),
            component == FourierBasis.CosineRow(FourierBasis.FrequencyOf(component)),
            TensorPrimitives.Norm<double>(view.NeuronLogitSpectrum!.Coefficients.Row(component)),
            energy > 0 ? onSum * onSum * view.N / energy : 0);
    }
}

/// <summary>One direction of neuron space that writes a wave over the answers to the logits.</summary>
/// <param name="Frequency">The frequency k.</param>
/// <param name="IsCosine">Whether it writes cos(ω_k·c); else sin(ω_k·c).</param>
/// <param name="Length">Length of the row of F·W_L.</param>
/// <param name="FractionExplained">Share of the variance of the neurons along it, over all pairs, that the same wave of a + b
/// explains, 0 to 1.</param>
public sealed record NeuronLogitDirection(int Frequency, bool IsCosine, double Length, double FractionExplained);
