namespace Grokking.Interp;

/// <summary>Mean over the neurons that vary of the share of variance that the best frequency explains.</summary>
internal sealed class NeuronFractionExplainedMeasure() : Measure(
    "neuron_fraction_explained", "mean share of a neuron's variance that its best frequency explains, 0 to 1")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) =>
        Missing.Neurons(specimen) ?? Missing.Waves(specimen)
        ?? (specimen.Clusters!.Alive == 0 ? "no neuron varies over the pairs" : null);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) =>
        specimen.Clusters!.FractionsExplained.Sum() / specimen.Clusters.Alive;
}
