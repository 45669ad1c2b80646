namespace Grokking.Interp;

/// <summary>How much of what the first neurons receive is a function of a + b: what attention multiplies.</summary>
internal sealed class SecondOrderFractionMeasure() : Measure(
    "second_order_fraction", "share of the first neurons' variance before the non-linearity in functions of a + b, 0 to 1")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.FirstNeurons(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.NeuronModes!.SecondOrderFraction;
}
