using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// The geometry of the neurons of one frequency, before their non-linearity, over all p² pairs: a <em>disc</em> (the sum of two
/// embeddings on one circle: rank 2, equal phases) or a <em>torus</em> (two independent circles: rank 4, independent phases)
/// (Moisescu-Pareja et al. 2025), with or without a function of a + b on top, which only a product makes.
/// </summary>
public sealed record FrequencyCluster
{
    /// <summary>Clusters with a smaller share of the energy are left out.</summary>
    public const double SmallestShare = 0.01;

    /// <summary>Number of singular values that are kept.</summary>
    public const int SingularValueCount = 4;

    /// <summary>The frequency, 1..⌊p/2⌋.</summary>
    public required int Frequency { get; init; }

    /// <summary>The neurons whose largest energy is at this frequency, ascending.</summary>
    public required IReadOnlyList<int> Neurons { get; init; }

    /// <summary>Their share of the energy of all neurons, 0 to 1.</summary>
    public required double EnergyShare { get; init; }

    /// <summary>Share of their energy in the order-1 modes (k, 0) and (0, k), 0 to 1.</summary>
    public required double FirstOrder { get; init; }

    /// <summary>o2: share of their energy in the mode (k, k), a function of a + b, 0 to 1.</summary>
    public required double SecondOrder { get; init; }

    /// <summary>Share of their energy in the mode (k, −k), a function of a − b, 0 to 1.</summary>
    public required double DifferenceOrder { get; init; }

    /// <summary>ρ: how alike the phases of a and b are from neuron to neuron, 0 (independent: torus) to 1 (disc); null when a and
    /// b do not reach the same neurons.</summary>
    public double? PhaseCorrelation { get; init; }

    /// <summary>The phase of a less that of b that most neurons have, in radians; 0 where a and b share their embedding and the
    /// layer that reads it.</summary>
    public double? PhaseDifference { get; init; }

    /// <summary>The largest squared singular values of the centred activations, as shares of their sum, at most four: two halves
    /// for a disc, four quarters for a torus.</summary>
    public required IReadOnlyList<double> SingularValueShares { get; init; }

    /// <summary>The clusters of the neurons, by frequency.</summary>
    /// <param name="modes">Their modes.</param>
    /// <param name="neurons">The pre-activations, [p², d_mlp].</param>
    public static IReadOnlyList<FrequencyCluster> Of(NeuronModes modes, Tensor neurons)
    {
        ArgumentNullException.ThrowIfNull(modes);
        ArgumentNullException.ThrowIfNull(neurons);
        return
        [
            .. modes.Frequencies.Where(k => k > 0).Distinct().Order()
                .Select(k => (Frequency: k, Neurons: modes.Cluster(k)))
                .Where(cluster => cluster.Neurons.Sum(neuron => modes.Total[neuron]) >= SmallestShare * modes.TotalEnergy)
                .Select(cluster => Of(modes, neurons, cluster.Frequency, cluster.Neurons)),
        ];
    }

    private static FrequencyCluster Of(NeuronModes modes, Tensor activations, int k, IReadOnlyList<int> neurons)
    {
        var energy = neurons.Sum(neuron => modes.Total[neuron]);
        var phases = modes.PhaseCorrelation(k, neurons);
        return new FrequencyCluster
        {
            Frequency = k,
            Neurons = neurons,
            EnergyShare = energy / modes.TotalEnergy,
            FirstOrder = neurons.Sum(neuron => modes.First[k - 1, neuron] + modes.Second[k - 1, neuron]) / energy,
            SecondOrder = neurons.Sum(neuron => modes.Sum[k - 1, neuron]) / energy,
            DifferenceOrder = neurons.Sum(neuron => modes.Difference[k - 1, neuron]) / energy,
            PhaseCorrelation = phases?.Magnitude,
            PhaseDifference = phases?.Phase,
            SingularValueShares = SingularValues(Centred(activations, neurons)),
        };
    }

    private const int GatherBlock = 16;
    private const int ProductBlock = 512;

    // [cluster, p²]: neurons down the rows, so that their inner products are products of contiguous rows.
    private static Matrix Centred(Tensor activations, IReadOnlyList<int> neurons)
    {
        var (pairs, width) = (activations.Shape[0], activations.Shape[1]);
        var rows = new Matrix(neurons.Count, pairs);
        // Few pairs at a time: their activations stay in the cache from one neuron to the next.
        for (var start = 0; start < pairs; start += GatherBlock)
        {
            var block = activations.Span.Slice(start * width, Math.Min(GatherBlock, pairs - start) * width);
            for (var i = 0; i < rows.Rows; i++)
            {
                Gather(block, width, neurons[i], rows.Row(i)[start..]);
            }
        }
        for (var i = 0; i < rows.Rows; i++)
        {
            TensorPrimitives.Subtract(rows.Row(i), TensorPrimitives.Sum<double>(rows.Row(i)) / pairs, rows.Row(i));
        }
        return rows;
    }

    private static void Gather(ReadOnlySpan<float> rows, int width, int column, Span<double> target)
    {
        for (var i = 0; i * width < rows.Length; i++)
        {
            target[i] = rows[(i * width) + column];
        }
    }

    private static IReadOnlyList<double> SingularValues(Matrix rows)
    {
        var eigenvalues = InnerProducts(rows).Evd(Symmetricity.Symmetric).EigenValues.Real();
        var total = eigenvalues.Sum();
        return [.. eigenvalues.OrderDescending().Take(SingularValueCount).Select(value => Math.Max(0, value) / total)];
    }

    // In blocks of pairs, of which the whole cluster stays in the cache.
    private static Matrix<double> InnerProducts(Matrix rows)
    {
        var products = Matrix<double>.Build.Dense(rows.Rows, rows.Rows);
        for (var start = 0; start < rows.Columns; start += ProductBlock)
        {
            var length = Math.Min(ProductBlock, rows.Columns - start);
            for (var i = 0; i < rows.Rows; i++)
            {
                var row = rows.Row(i).Slice(start, length);
                for (var j = 0; j <= i; j++)
                {
                    products[i, j] += TensorPrimitives.Dot<double>(row, rows.Row(j).Slice(start, length));
                    products[j, i] = products[i, j];
                }
            }
        }
        return products;
    }
}
