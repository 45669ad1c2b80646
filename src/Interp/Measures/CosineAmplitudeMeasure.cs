namespace Grokking.Interp;

/// <summary>α_k of the logits' fit by Σ_k α_k·cos(ω_k·(a + b − c)).</summary>
internal sealed class CosineAmplitudeMeasure() : FrequencyMeasure(
    "cosine_amplitude_per_frequency", "amplitude of cos(ω(a + b − c)) in the logits, in units of logits")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen, int k) => specimen.CosineFit.Amplitudes[k - 1];
}
