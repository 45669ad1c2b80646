using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The subgroups on whose cosets what reaches the neurons is constant (Stander et al. 2024): for x on cosets H·x, for y on cosets
/// y·H. Each neuron and side goes by the largest subgroup that leaves at most <see cref="Most"/> of the variance inside its
/// cosets, else by the one with the smallest published concentration. Immutable.
/// </summary>
public sealed class NeuronCosets
{
    /// <summary>The share of the variance inside cosets up to which a neuron counts as constant on them.</summary>
    public const double Most = 0.05;

    private readonly PairMeans inputs;
    private readonly CosetConcentration first;
    private readonly CosetConcentration second;

    /// <summary>The cosets of neurons.</summary>
    /// <param name="subgroups">The group's subgroups.</param>
    /// <param name="inputs">What reaches the neurons.</param>
    /// <exception cref="ArgumentException">There are no subgroups.</exception>
    public NeuronCosets(IReadOnlyList<Subgroup> subgroups, PairMeans inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        this.inputs = inputs;
        (first, second) = (new CosetConcentration(subgroups, inputs.ByFirst), new CosetConcentration(subgroups, inputs.BySecond));
        Neurons = [.. Enumerable.Range(0, inputs.ByFirst.Columns).Select(Of).OfType<NeuronCoset>()];
    }

    /// <summary>The cosets of each neuron; none where the group has no proper subgroups.</summary>
    public IReadOnlyList<NeuronCoset> Neurons { get; }

    /// <summary>What reaches the neurons from x and from y with the mean of each coset in the place of its members.</summary>
    /// <param name="other">Whether each neuron's cosets are those of another subgroup of the same order, by chance: the
    /// control.</param>
    /// <returns>[n, d_mlp] each.</returns>
    public (Matrix First, Matrix Second) Averaged(bool other = false) => Averaged(inputs.ByFirst, inputs.BySecond, other);

    /// <summary>The same of functions that take the inputs' place.</summary>
    /// <param name="ofFirst">[n, d_mlp].</param>
    /// <param name="ofSecond">[n, d_mlp].</param>
    /// <param name="other">As above.</param>
    internal (Matrix First, Matrix Second) Averaged(Matrix ofFirst, Matrix ofSecond, bool other = false)
    {
        var random = new Random(1);
        var (x, y) = (ofFirst.Transpose(), ofSecond.Transpose());
        foreach (var neuron in Neurons)
        {
            Average(x.Row(neuron.Neuron), (other ? Other(neuron.First, random) : neuron.First).RightCosets());
            Average(y.Row(neuron.Neuron), (other ? Other(neuron.Second, random) : neuron.Second).LeftCosets());
        }
        return (x.Transpose(), y.Transpose());
    }

    private NeuronCoset? Of(int neuron)
    {
        var x = first.Largest(CosetSide.Right, neuron, Most) ?? first.Best(CosetSide.Right, neuron);
        var y = second.Largest(CosetSide.Left, neuron, Most) ?? second.Best(CosetSide.Left, neuron);
        return x is { } a && y is { } b
            ? new(neuron, first.Subgroups[a], second.Subgroups[b], first[a, CosetSide.Right, neuron],
                second[b, CosetSide.Left, neuron])
            : null;
    }

    // The same where there is no other.
    private Subgroup Other(Subgroup subgroup, Random random)
    {
        Subgroup[] others = [.. first.Subgroups.Where(known => known.Order == subgroup.Order && !known.Equals(subgroup))];
        return others.Length == 0 ? subgroup : others[random.Next(others.Length)];
    }

    private static void Average(Span<double> values, int[] cosets)
    {
        var (sums, counts) = (new double[cosets.Max() + 1], new int[cosets.Max() + 1]);
        for (var g = 0; g < cosets.Length; g++)
        {
            sums[cosets[g]] += values[g];
            counts[cosets[g]]++;
        }
        for (var g = 0; g < cosets.Length; g++)
        {
            values[g] = sums[cosets[g]] / counts[cosets[g]];
        }
    }
}

/// <summary>The cosets on which a neuron's inputs are most nearly constant.</summary>
/// <param name="Neuron">The neuron.</param>
/// <param name="First">H of the cosets H·x.</param>
/// <param name="Second">H of the cosets y·H.</param>
/// <param name="FirstInside">Share of the variance over x inside the cosets, 0 (constant on each) to 1.</param>
/// <param name="SecondInside">Share of the variance over y inside the cosets, likewise.</param>
public sealed record NeuronCoset(int Neuron, Subgroup First, Subgroup Second, double FirstInside, double SecondInside)
{
    /// <summary>Whether both inputs are constant on cosets but for <see cref="NeuronCosets.Most"/> of their variance.</summary>
    public bool IsConstant => Math.Max(FirstInside, SecondInside) <= NeuronCosets.Most;
}
