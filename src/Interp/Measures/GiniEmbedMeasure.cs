namespace Grokking.Interp;

/// <summary>Gini coefficient of the lengths of the embedding's p Fourier components.</summary>
internal sealed class GiniEmbedMeasure() : Measure(
    "gini_embed", "Gini coefficient of the embedding's Fourier components: 0 all equally long, near 1 few carry all")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Model(specimen) ?? Missing.Waves(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.EmbeddingSpectrum!.Sparsity;
}
