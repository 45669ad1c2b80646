using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Logits after some of the last neurons were set to their means, as a cluster, or as many at random for its
/// control.</summary>
public static class NeuronAblation
{
    /// <summary>The results without the given neurons.</summary>
    /// <param name="group">The group.</param>
    /// <param name="logits">[n², n], the answers in the order of the elements.</param>
    /// <param name="neurons">The last neurons after their non-linearity, [n², d_mlp].</param>
    /// <param name="means">Their means over all pairs, [d_mlp].</param>
    /// <param name="neuronLogitMap">What each neuron writes to the answers, [n, d_mlp].</param>
    /// <param name="removed">The neurons that are set to their means, without repeats.</param>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such neuron.</exception>
    public static PairResults Remove(
        FiniteGroup group,
        PairRows logits,
        PairRows neurons,
        IReadOnlyList<double> means,
        Matrix neuronLogitMap,
        IReadOnlyList<int> removed)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(neurons);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(neuronLogitMap);
        ArgumentNullException.ThrowIfNull(removed);
        logits.RequireShape(group, group.Order, nameof(logits));
        neurons.RequireShape(group, means.Count, nameof(neurons));
        Require.That(neuronLogitMap.Rows == group.Order && neuronLogitMap.Columns == means.Count,
            $"expected [{group.Order}, {means.Count}], got {neuronLogitMap}.", nameof(neuronLogitMap));
        Require.That(removed.Distinct().Count() == removed.Count, "expected different neurons.", nameof(removed));
        foreach (var neuron in removed)
        {
            Require.InRange(neuron, 0, means.Count - 1, nameof(removed));
        }
        var (writing, change) = (new NeuronWriting(neuronLogitMap.Transpose(), removed), new double[means.Count]);
        double[] mean = [.. means];
        return PairResults.Of(group, (pair, row) =>
        {
            logits[pair].CopyTo(row);
            TensorPrimitives.Subtract(mean, neurons[pair], change);
            writing.AddTo(change, row);
        });
    }
}
