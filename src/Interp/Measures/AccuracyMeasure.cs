namespace Grokking.Interp;

/// <summary>Share of pairs answered right.</summary>
internal sealed class AccuracyMeasure(PairSet pairs)
    : Measure($"{pairs.Name()}_accuracy", $"share of the {pairs.Name()} pairs answered right among the p answers, 0 to 1")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Pairs(specimen, pairs);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.Scores[pairs].Accuracy;
}
