namespace Grokking.Interp;

/// <summary>
/// What happens to the logits when some neurons are given what they have at another pair, against three predictions: by the
/// product, where the part S of the logits that these neurons write votes for the other product and the rest for the own (after
/// Wu et al. 2024); by an ideal network whose neurons are swapped alike; and by the control of that ideal. Over <see
/// cref="Trials"/> random double pairs.
/// </summary>
/// <param name="RSquared">Share of the energy of the swapped, centred logits that the prediction by the product explains, at
/// most 1.</param>
/// <param name="Null">The same of S where nothing moves.</param>
/// <param name="Agreement">Share of the trials whose largest logit is the one that the product predicts, 0 to 1.</param>
/// <param name="Unswapped">What S explains of the same logits before the swap, at most 1: the prediction by the product can
/// hardly do better.</param>
/// <param name="Ideal">The share that the ideal network predicts, at most 1; null without an ideal.</param>
/// <param name="IdealNull">The same of the ideal network in which nothing is swapped.</param>
/// <param name="Other">The share that the control of the ideal predicts, at most 1; null without one.</param>
public sealed record ClusterInterchange(
    double RSquared, double Null, double Agreement, double Unswapped, double? Ideal, double? IdealNull, double? Other)
{
    /// <summary>Number of random double pairs that are tried.</summary>
    public const int Trials = 2000;

    /// <summary>The interchange of some neurons.</summary>
    /// <param name="view">The network.</param>
    /// <param name="neurons">The neurons.</param>
    /// <param name="ideal">The ideal whose prediction is asked for; null for none.</param>
    /// <param name="control">Its control; null for none.</param>
    /// <returns>Null without a neuron-logit map, or for no neurons.</returns>
    public static ClusterInterchange? Of(
        RepresentationView view, IReadOnlyList<int> neurons, IdealNeurons? ideal = null, IdealNeurons? control = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(neurons);
        return neurons.Count == 0 ? null : NeuronSwaps.Of(view, ideal, control)?.Single(neurons);
    }
}
