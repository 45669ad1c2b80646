namespace Grokking.Interp;

/// <summary>
/// Loss of the logits without cos and sin of ω_k·(a + b) for the key frequencies; all else is kept. The paper's measure is
/// over the training pairs.
/// </summary>
internal sealed class ExcludedLossMeasure(PairSet pairs) : Measure(
    pairs == PairSet.Train ? "excluded_loss" : $"excluded_loss_{pairs.Name()}",
    $"loss of the {pairs.Name()} pairs when the key frequencies' functions of a + b are removed, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen) ?? Missing.Pairs(specimen, pairs);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.ExcludedScores[pairs].Loss;
}
