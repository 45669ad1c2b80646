namespace Grokking.Interp;

/// <summary>ρ of the neurons of each key frequency.</summary>
internal sealed class PhaseCorrelationPerFrequencyMeasure() : FrequencyMeasure(
    "phase_correlation_per_frequency",
    "how alike the phases of a and b are among one frequency's first neurons, 0 (torus) to 1 (disc)")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.FirstNeurons(specimen);

    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen, int k) =>
        WhyNot(specimen) ?? (Phases(specimen, k) is null ? "no neuron has the frequency from both a and b" : null);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen, int k) => Phases(specimen, k)!.Value.Magnitude;

    private static System.Numerics.Complex? Phases(Specimen specimen, int k) =>
        specimen.NeuronModes!.PhaseCorrelation(k, specimen.NeuronModes.Cluster(k));
}
