using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Which representation each neuron works with: by the energies of what reaches it from x and from y. These are the columns of
/// the total embeddings of an additive network, else the means of pre-activations over the other operand. Immutable.
/// </summary>
public sealed class NeuronIrreps
{
    // What is left of the energy of a constant in single precision is rounding.
    private const double RoundingShare = 1e-13;

    private readonly Representations representations;
    private readonly Matrix both;

    /// <summary>The representations of neurons.</summary>
    /// <param name="representations">The group's representations.</param>
    /// <param name="first">What reaches each neuron from x, [n, d_mlp].</param>
    /// <param name="second">What reaches it from y, [n, d_mlp].</param>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public NeuronIrreps(Representations representations, Matrix first, Matrix second)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Require.That(first.Columns == second.Columns, $"expected {first.Columns} columns, got {second.Columns}.", nameof(second));
        this.representations = representations;
        (First, Second) = (representations.Energies(first), representations.Energies(second));
        both = First.Clone();
        TensorPrimitives.Add<double>(both.Span, Second.Span, both.Span);
        var found = Enumerable.Range(0, first.Columns).Select(Largest).ToArray();
        (Irreps, Shares) = ([.. found.Select(neuron => neuron.Irrep)], [.. found.Select(neuron => neuron.Share)]);
        Energies = [.. found.Select(neuron => neuron.Energy)];
    }

    /// <summary>Energy of what comes from x, [representations, d_mlp]. Not to be changed.</summary>
    public Matrix First { get; }

    /// <summary>Energy of what comes from y, [representations, d_mlp]. Not to be changed.</summary>
    public Matrix Second { get; }

    /// <summary>The representation, other than the trivial one, with the most energy of both, [d_mlp]; null for a neuron that
    /// nothing but constants reaches.</summary>
    public IReadOnlyList<Irrep?> Irreps { get; }

    /// <summary>The share of that representation in the neuron's energy without constants, [d_mlp], 0 to 1; 0 where there is
    /// none.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>The energy of what reaches each neuron from x and y, without constants, [d_mlp].</summary>
    public IReadOnlyList<double> Energies { get; }

    /// <summary>The mean over neurons of a number of each, weighted by <see cref="Energies"/>; 0 for no energy.</summary>
    /// <param name="value">The number of a neuron.</param>
    public double Mean(Func<int, double> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var total = Energies.Sum();
        return total > 0 ? Energies.Index().Where(item => item.Item > 0).Sum(item => item.Item * value(item.Index)) / total : 0;
    }

    /// <summary>The neurons whose largest representation this is, ascending.</summary>
    /// <param name="irrep">A representation of the group.</param>
    /// <param name="least">The energy that a neuron must have in it; 0 takes the weakest along.</param>
    /// <exception cref="ArgumentException">The representation is not of this group.</exception>
    public IReadOnlyList<int> Cluster(Irrep irrep, double least = 0)
    {
        var index = representations.IndexOf(irrep);
        return [.. Enumerable.Range(0, Irreps.Count).Where(neuron => Irreps[neuron] == irrep && both[index, neuron] >= least)];
    }

    /// <summary>
    /// The neurons with more energy than a threshold in a representation from x alone: the published clusters, with 1. In most
    /// networks they overlap and leave neurons out.
    /// </summary>
    /// <param name="irrep">A representation of the group.</param>
    /// <param name="threshold">The energy, published as 1.</param>
    /// <exception cref="ArgumentException">The representation is not of this group.</exception>
    public IReadOnlyList<int> Above(Irrep irrep, double threshold = 1)
    {
        var index = representations.IndexOf(irrep);
        return [.. Enumerable.Range(0, Irreps.Count).Where(neuron => First[index, neuron] > threshold)];
    }

    // The trivial representation is the first.
    private (Irrep? Irrep, double Share, double Energy) Largest(int neuron)
    {
        double[] energies = [.. Enumerable.Range(0, both.Rows).Select(i => both[i, neuron])];
        var varied = energies.Skip(1).Sum();
        if (varied <= RoundingShare * energies[0])
        {
            return (null, 0, 0);
        }
        var best = Enumerable.Range(1, energies.Length - 1).MaxBy(i => energies[i]);
        return (representations.Irreps[best], energies[best] / varied, varied);
    }
}
