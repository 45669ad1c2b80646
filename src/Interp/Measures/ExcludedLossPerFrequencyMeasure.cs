namespace Grokking.Interp;

/// <summary>Training loss of the logits without cos and sin of one ω_k·(a + b).</summary>
internal sealed class ExcludedLossPerFrequencyMeasure() : FrequencyMeasure(
    "excluded_loss_per_frequency", "training loss when one frequency's functions of a + b are removed, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen) ?? Missing.Pairs(specimen, PairSet.Train);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen, int k) => specimen.ExcludedLosses[k - 1];
}
