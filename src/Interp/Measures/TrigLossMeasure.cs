namespace Grokking.Interp;

/// <summary>
/// Loss when the logits are replaced by Σ_k α_k·cos(ω_k·(a + b − c)) over the key frequencies; the same for every pair. Not
/// what the code of Nanda et al. (2023) calls "trig loss": that is the restricted loss.
/// </summary>
internal sealed class TrigLossMeasure() : Measure(
    "trig_loss", "loss when the logits are replaced by their fit with the key frequencies' cos(ω(a + b − c)), in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.CosineFit.Loss(specimen.KeyFrequencies);
}
