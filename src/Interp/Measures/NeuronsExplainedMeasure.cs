namespace Grokking.Interp;

/// <summary>Number of neurons of which one frequency explains 85 % of the variance or more.</summary>
internal sealed class NeuronsExplainedMeasure() : Measure(
    "neurons_explained", "number of neurons of which one frequency explains 85 % of the variance, 0 to d_mlp")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Neurons(specimen) ?? Missing.Waves(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.Clusters!.Explained.Count();
}
