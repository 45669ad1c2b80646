namespace Grokking.Interp;

/// <summary>Accuracy of the restricted logits over all pairs.</summary>
internal sealed class RestrictedAccuracyMeasure() : Measure(
    "restricted_accuracy", "share of all pairs answered right when only the key frequencies' functions of a + b are kept, 0 to 1")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.RestrictedScores.All.Accuracy;
}
