namespace Grokking.Interp;

/// <summary>The largest one-frequency excluded loss: needs no key frequencies, hence no final model.</summary>
internal sealed class ExcludedLossMaximumMeasure() : Measure(
    "excluded_loss_maximum", "largest training loss when any one frequency's functions of a + b are removed, in nats")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Sums(specimen) ?? Missing.Pairs(specimen, PairSet.Train);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.ExcludedLosses.Max();
}
