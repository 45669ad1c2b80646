using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// What a head of a one-layer network with "=" reads off a number v before the softmax: C(v) = q·W_Kᵀ·W_E[v] with q the query
/// of "=", which is the same for every pair. Attention to a is about σ((C(a) − C(b))/√d_head) (Nanda et al. 2023).
/// </summary>
/// <param name="Head">Head, from 0.</param>
/// <param name="Scores">C(v), without the factor 1/√d_head, [p].</param>
/// <param name="Frequency">The frequency that explains C best; 0 when C is constant.</param>
/// <param name="FractionExplained">Share of the variance of C that it explains, 0 to 1.</param>
/// <param name="Cosine">Coefficient of C on the unit vector ∝ cos(ω_k·v).</param>
/// <param name="Sine">Coefficient of C on the unit vector ∝ sin(ω_k·v); 0 for k = p/2.</param>
public sealed record HeadScore(
    int Head, IReadOnlyList<double> Scores, int Frequency, double FractionExplained, double Cosine, double Sine)
{
    /// <summary>The score of each head; null unless the model has one attention layer without LayerNorm, and "=".</summary>
    public static IReadOnlyList<HeadScore>? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Pairs.Activations.Model is not { Architecture: { NCtx: 3 } architecture } model
            || architecture.Layers.OfType<LayerNorm>().Any()
            || architecture.Layers.OfType<Attention>().ToArray() is not [var attention]
            || architecture.Layers.TakeWhile(layer => layer != attention).OfType<Mlp>().Any())
        {
            return null;
        }
        return [.. Enumerable.Range(0, attention.NHeads).Select(head => Of(view, model.Weights, attention.Block, head))];
    }

    private static HeadScore Of(CyclicView view, Weights weights, int block, int head)
    {
        var keys = view.W_E!.Times(Matrix.From(weights.W_K(block).Slice(head)));
        var query = EqualsSign(weights).Times(Matrix.From(weights.W_Q(block).Slice(head)));
        var scores = keys.TimesTransposed(query);
        var spectrum = new FourierSpectrum(view.Basis, scores);
        var total = spectrum.Power.Sum();
        var best = total > 0 ? TensorPrimitives.IndexOfMax<double>(spectrum.Power.ToArray()) + 1 : 0;
        return best == 0
            ? new HeadScore(head, scores.Span.ToArray(), 0, 0, 0, 0)
            : new HeadScore(head, scores.Span.ToArray(), best, spectrum.Power[best - 1] / total,
                spectrum.Coefficients[FourierBasis.CosineRow(best), 0],
                view.Basis.HasSine(best) ? spectrum.Coefficients[FourierBasis.SineRow(best), 0] : 0);
    }

    // The stream at the last position before attention, [1, d_model].
    private static Matrix EqualsSign(Weights weights)
    {
        var row = new Matrix(1, weights.W_E.Shape[1]);
        var token = weights.W_E.Slice(weights.W_E.Shape[0] - 1);
        var position = weights.W_pos.Slice(weights.W_pos.Shape[0] - 1);
        for (var i = 0; i < row.Columns; i++)
        {
            row[0, i] = (double)token[i] + position[i];
        }
        return row;
    }
}
