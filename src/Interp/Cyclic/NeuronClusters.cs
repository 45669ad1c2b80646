namespace Grokking.Interp;

/// <summary>
/// Neurons by frequency. Frequency k explains that share of a neuron's variance over all pairs that lies in the eight cells
/// {1, cos ω_k, sin ω_k}² without the constant: the best degree-2 trigonometric polynomial of one frequency (Nanda et al.
/// 2023, section 4.3). Immutable.
/// </summary>
public sealed class NeuronClusters
{
    /// <summary>A frequency must explain this share of a neuron's variance for the neuron to belong to it.</summary>
    public const double Threshold = 0.85;

    private NeuronClusters(int[] frequencies, double[] fractions)
    {
        Frequencies = frequencies;
        FractionsExplained = fractions;
        Clusters = [.. Explained.GroupBy(neuron => frequencies[neuron]).OrderBy(group => group.Key)
            .Select(group => new NeuronCluster(group.Key, [.. group], group.Average(neuron => fractions[neuron])))];
    }

    /// <summary>The frequency that explains each neuron best, [d_mlp]; 0 for a neuron that is constant over the pairs.</summary>
    public IReadOnlyList<int> Frequencies { get; }

    /// <summary>Share of each neuron's variance that its frequency explains, [d_mlp], 0 to 1; 0 for a constant neuron.</summary>
    public IReadOnlyList<double> FractionsExplained { get; }

    /// <summary>The clusters of explained neurons, by frequency.</summary>
    public IReadOnlyList<NeuronCluster> Clusters { get; }

    /// <summary>The neurons explained to <see cref="Threshold"/> or more.</summary>
    public IEnumerable<int> Explained =>
        Enumerable.Range(0, FractionsExplained.Count).Where(neuron => FractionsExplained[neuron] >= Threshold);

    /// <summary>Number of neurons that vary over the pairs.</summary>
    public int Alive => Frequencies.Count(k => k > 0);

    /// <summary>Every frequency that fits some neuron best, well or badly, ascending.</summary>
    public IReadOnlyList<int> DistinctFrequencies => [.. Frequencies.Where(k => k > 0).Distinct().Order()];

    /// <summary>Finds the frequency of each neuron.</summary>
    /// <param name="neurons">Sums of the activations of all pairs, n = d_mlp.</param>
    public static NeuronClusters Of(PairMarginals neurons)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        var total = neurons.CentredEnergy();
        var byFrequency = neurons.EnergyByFrequency().Transpose();
        var frequencies = new int[total.Length];
        var fractions = new double[total.Length];
        for (var neuron = 0; neuron < total.Length; neuron++)
        {
            if (total[neuron] > 0 && byFrequency.Columns > 0)
            {
                var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(byFrequency.Row(neuron));
                frequencies[neuron] = best + 1;
                // Rounding may carry a pure neuron a little past 1.
                fractions[neuron] = Math.Min(1, byFrequency[neuron, best] / total[neuron]);
            }
        }
        return new NeuronClusters(frequencies, fractions);
    }
}

/// <summary>The neurons that one frequency explains.</summary>
/// <param name="Frequency">The frequency, 1..⌊p/2⌋.</param>
/// <param name="Neurons">Their indices, ascending.</param>
/// <param name="FractionExplained">Mean share of their variance that the frequency explains, 0.85 to 1.</param>
public sealed record NeuronCluster(int Frequency, IReadOnlyList<int> Neurons, double FractionExplained);
