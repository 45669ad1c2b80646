namespace Grokking.Interp;

/// <summary>
/// Replaces each explained neuron by its best degree-2 trigonometric polynomial of its frequency, mean included; other neurons
/// stay (Nanda et al. 2023, section 4.3).
/// </summary>
internal sealed class PolynomialNeurons() : NeuronIntervention(
    "polynomial_neurons", "neurons that one frequency explains to 85 % become degree-2 polynomials of its cos and sin")
{
    /// <inheritdoc/>
    protected override string? WhyNotNeurons(Specimen specimen) =>
        Missing.Waves(specimen) ?? (specimen.Clusters!.Clusters.Count == 0 ? "one frequency explains no neuron to 85 %" : null);

    /// <inheritdoc/>
    protected override RowEdit Edit(Specimen specimen)
    {
        var explained = specimen.Clusters!.Explained.ToArray();
        var polynomials = Polynomials(specimen);
        var mean = specimen.NeuronMarginals!.Mean();
        var row = new double[mean.Length];
        return (pair, neurons) =>
        {
            mean.CopyTo(row, 0);
            polynomials.AddTo(pair, row);
            foreach (var neuron in explained)
            {
                neurons[neuron] = row[neuron];
            }
        };
    }

    // Tables in which each explained neuron's column holds its own frequency.
    private static PairTables Polynomials(Specimen specimen)
    {
        var (p, n) = (specimen.P, specimen.Recording.NeuronsPost!.Shape[1]);
        var own = new PairTables(new Matrix(p, n), new Matrix(p, n), new Matrix(p, n), new Matrix(p, n));
        foreach (var cluster in specimen.Clusters!.Clusters)
        {
            var band = specimen.NeuronMarginals!.BandPass(cluster.Frequency);
            CopyColumns(band.First, own.First, cluster.Neurons);
            CopyColumns(band.Second, own.Second, cluster.Neurons);
            CopyColumns(band.Sum, own.Sum, cluster.Neurons);
            CopyColumns(band.Difference, own.Difference, cluster.Neurons);
        }
        return own;
    }

    private static void CopyColumns(Matrix source, Matrix target, IReadOnlyList<int> columns)
    {
        for (var row = 0; row < source.Rows; row++)
        {
            foreach (var column in columns)
            {
                target[row, column] = source[row, column];
            }
        }
    }
}
