using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Losses in nats when the last neurons are restricted to their functions of x·y in some representations, or these are taken out
/// (Chughtai, Chan and Nanda 2023). Logits are what the neurons write; a path around them is left out, and so is the mean of the
/// neurons where they are restricted. The projections are exact, so that for Z_n the values differ from the published ones, whose
/// projections have columns made of rounding. Not safe for concurrent use.
/// </summary>
public sealed class HiddenLosses
{
    private readonly PairMeans means;
    private readonly PairRows neurons;
    private readonly Matrix toLogits;

    /// <summary>The losses of a network.</summary>
    /// <param name="means">The means of the neurons.</param>
    /// <param name="neurons">The last neurons after their non-linearity, [n², d_mlp].</param>
    /// <param name="neuronLogitMap">What each neuron writes to the answers, [n, d_mlp].</param>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public HiddenLosses(PairMeans means, PairRows neurons, Matrix neuronLogitMap)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(neurons);
        means.Representations.RequireRows(neuronLogitMap);
        neurons.RequireShape(means.Representations.Group, neuronLogitMap.Columns, nameof(neurons));
        (this.means, this.neurons, toLogits) = (means, neurons, neuronLogitMap.Transpose());
    }

    /// <summary>Scores of all pairs when the neurons are their functions of x·y in some representations, and nothing
    /// else.</summary>
    /// <exception cref="ArgumentException">A representation is not of this group or named twice.</exception>
    public Score Restricted(params IReadOnlyList<Irrep> irreps)
    {
        var rows = LogitsByProduct(irreps);
        var (loss, hits) = (0.0, 0);
        for (var product = 0; product < rows.Rows; product++)
        {
            var (one, correct) = CrossEntropy.Of(rows.Row(product), product);
            (loss, hits) = (loss + one, hits + (correct ? 1 : 0));
        }
        return new Score(loss / rows.Rows, (double)hits / rows.Rows);
    }

    /// <summary>Mean loss of some pairs after the functions of x·y in some representations were taken out of the
    /// neurons.</summary>
    /// <param name="pairs">Pairs x·n + y: those of the training set.</param>
    /// <param name="irreps">Representations of the group, without repeats.</param>
    /// <inheritdoc cref="Restricted"/>
    public double Excluded(IReadOnlyList<int> pairs, params IReadOnlyList<Irrep> irreps) => ExcludedEach(pairs, [irreps])[0];

    /// <summary>The same for several sets of representations at once: the neurons are read once.</summary>
    /// <param name="pairs">Pairs x·n + y: those of the training set.</param>
    /// <param name="sets">Sets of representations of the group.</param>
    /// <returns>The loss without each set.</returns>
    /// <inheritdoc cref="Restricted"/>
    public double[] ExcludedEach(IReadOnlyList<int> pairs, IReadOnlyList<IReadOnlyList<Irrep>> sets)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(sets);
        neurons.Some(pairs);
        Matrix[] removed = [.. sets.Select(LogitsByProduct)];
        var (losses, group) = (new double[sets.Count], means.Representations.Group);
        double[] logits = new double[group.Order], row = new double[group.Order];
        foreach (var pair in pairs)
        {
            logits.AsSpan().Clear();
            toLogits.AddRows(neurons[pair], logits);
            var product = group.Product(pair / group.Order, pair % group.Order);
            for (var set = 0; set < removed.Length; set++)
            {
                TensorPrimitives.Subtract(logits, removed[set].Row(product), row);
                losses[set] += CrossEntropy.Of(row, product).Loss / pairs.Count;
            }
        }
        return losses;
    }

    private Matrix LogitsByProduct(IReadOnlyList<Irrep> irreps) =>
        means.Representations.Project(means.ByProduct, irreps).Times(toLogits);
}
