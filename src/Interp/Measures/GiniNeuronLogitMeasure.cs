namespace Grokking.Interp;

/// <summary>Gini coefficient of the lengths of the neuron-logit map's p Fourier components.</summary>
internal sealed class GiniNeuronLogitMeasure() : Measure(
    "gini_neuron_logit",
    "Gini coefficient of the neuron-logit map's Fourier components: 0 all equally long, near 1 few carry all")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.NeuronLogitMap(specimen) ?? Missing.Waves(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.NeuronLogitSpectrum!.Sparsity;
}
