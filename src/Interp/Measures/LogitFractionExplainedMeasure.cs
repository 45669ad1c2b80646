namespace Grokking.Interp;

/// <summary>Share of the logits' variance that Σ_k α_k·cos(ω_k·(a + b − c)) over the key frequencies explains.</summary>
internal sealed class LogitFractionExplainedMeasure() : Measure(
    "logit_fraction_explained", "share of the logits' variance explained by the key frequencies' cos(ω(a + b − c)), 0 to 1")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.CosineFit.FractionExplained(specimen.KeyFrequencies);
}
