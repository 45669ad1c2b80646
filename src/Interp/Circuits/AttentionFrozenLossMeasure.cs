namespace Grokking.Interp;

/// <summary>Loss without the products that attention makes.</summary>
internal sealed class AttentionFrozenLossMeasure() : Measure(
    "attention_frozen_loss", "loss of all pairs with attention frozen to its mean over all pairs, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Attention(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.FrozenAttention!.Scores.All.Loss;
}
