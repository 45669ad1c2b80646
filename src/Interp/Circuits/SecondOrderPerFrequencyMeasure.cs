namespace Grokking.Interp;

/// <summary>o2 of the neurons of each key frequency.</summary>
internal sealed class SecondOrderPerFrequencyMeasure() : FrequencyMeasure(
    "second_order_fraction_per_frequency",
    "share of the variance of one frequency's first neurons, before the non-linearity, in its functions of a + b, 0 to 1")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.FirstNeurons(specimen);

    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen, int k) =>
        WhyNot(specimen) ?? (specimen.NeuronModes!.SecondOrder(k) is null ? "no neuron has the frequency" : null);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen, int k) => specimen.NeuronModes!.SecondOrder(k)!.Value;
}
