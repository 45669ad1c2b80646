namespace Grokking.Interp;

/// <summary>
/// Loss of the logits restricted to cos and sin of ω_k·(a + b) for the key frequencies, with each class's mean added. The
/// paper draws it over all pairs; its code calls it "trig loss".
/// </summary>
internal sealed class RestrictedLossMeasure(PairSet pairs) : Measure(
    pairs == PairSet.All ? "restricted_loss" : $"restricted_loss_{pairs.Name()}",
    $"loss of the {pairs.Name()} pairs when only the key frequencies' functions of a + b are kept, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen) ?? Missing.Pairs(specimen, pairs);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.RestrictedScores[pairs].Loss;
}
