namespace Grokking.Interp;

/// <summary>Accuracy without the products that attention makes.</summary>
internal sealed class AttentionFrozenAccuracyMeasure() : Measure(
    "attention_frozen_accuracy", "accuracy over all pairs with attention frozen to its mean over all pairs, 0 to 1")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Attention(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.FrozenAttention!.Scores.All.Accuracy;
}
