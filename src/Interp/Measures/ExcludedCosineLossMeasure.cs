namespace Grokking.Interp;

/// <summary>Training loss when only the fitted Σ_k α_k·cos(ω_k·(a + b − c)) is removed: one number a frequency, not 2p.</summary>
internal sealed class ExcludedCosineLossMeasure() : Measure(
    "excluded_loss_cosine", "training loss when the key frequencies' fitted cos(ω(a + b − c)) are removed, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen) ?? Missing.Pairs(specimen, PairSet.Train);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) =>
        SumExperiments.ExcludedCosineLoss(specimen, specimen.PairsOf(PairSet.Train)!);
}
