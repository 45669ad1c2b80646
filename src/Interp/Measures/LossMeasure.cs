namespace Grokking.Interp;

/// <summary>Mean cross-entropy over the p answers.</summary>
internal sealed class LossMeasure(PairSet pairs)
    : Measure($"{pairs.Name()}_loss", $"mean cross-entropy of the {pairs.Name()} pairs over the p answers, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Pairs(specimen, pairs);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.Scores[pairs].Loss;
}
