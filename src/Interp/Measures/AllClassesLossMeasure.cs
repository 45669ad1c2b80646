namespace Grokking.Interp;

/// <summary>Mean cross-entropy over all classes, "=" included: what training minimises.</summary>
internal sealed class AllClassesLossMeasure(PairSet pairs)
    : Measure($"{pairs.Name()}_loss_all_classes", $"mean cross-entropy of the {pairs.Name()} pairs over all classes, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Pairs(specimen, pairs);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.AllClassScores[pairs].Loss;
}
