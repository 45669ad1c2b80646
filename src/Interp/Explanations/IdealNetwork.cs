using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>What is kept of a network besides the harmonics of each neuron's own frequency, from least to most.</summary>
public enum IdealRung
{
    /// <summary>A neuron receives a function of a and one of b, each cut to harmonics: attention is averaged away.</summary>
    Additive,

    /// <summary>And its modes cos and sin of ω(a + b) and ω(a − b), which attention adds.</summary>
    SecondOrder,

    /// <summary>One block: attention weights are exact, and what each head brings from each position is cut to harmonics.</summary>
    ExactAttention,

    /// <summary>Several layers of neurons: what a neuron receives is cut to products of harmonics of its own frequency in a and in b in the
    /// first layer, to sums of such products over the network's frequencies in the others.</summary>
    EveryLayer,
}

/// <summary>
/// Ideal networks of a network that adds modulo n: each neuron keeps of what it receives the harmonics of one frequency, its own, and
/// all that lies behind the neurons, and every path around them, stays as it is. When such a network answers, and deviates from the real
/// one by less than its margin, single frequencies explain the weights. Not safe for concurrent use.
/// </summary>
public sealed class IdealNetwork
{
    private readonly LastNeurons neurons;
    private readonly AttentionTables? attention;
    private readonly EveryLayer? layers;

    private IdealNetwork(LastNeurons neurons)
    {
        this.neurons = neurons;
        attention = AttentionTables.Of(neurons.View);
        var architecture = neurons.View.Pairs.Model.Architecture;
        var single = architecture.Layers.All(layer => layer is Embed or Combine or BatchNorm or Unembed || layer == architecture.LastNeurons);
        layers = attention is null && !single ? new EveryLayer(neurons.View) : null;
        Rungs = attention is not null ? [IdealRung.Additive, IdealRung.SecondOrder, IdealRung.ExactAttention]
            : layers is not null ? [IdealRung.Additive, IdealRung.SecondOrder, IdealRung.EveryLayer]
            : [IdealRung.Additive];
    }

    /// <summary>The sets of harmonics that are tried, from fewest to most.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> HarmonicSets { get; } = [[1], [1, 2], [1, 2, 4], [1, 2, 3, 4, 5]];

    /// <summary>The set by which a network is judged.</summary>
    public static IReadOnlyList<int> JudgedHarmonics => HarmonicSets[^1];

    /// <summary>The ideal networks of a network; null without a model, or without neurons.</summary>
    public static IdealNetwork? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return LastNeurons.Of(view) is { } neurons ? new IdealNetwork(neurons) : null;
    }

    /// <summary>The rungs that the network has; the last is that by which it is judged.</summary>
    public IReadOnlyList<IdealRung> Rungs { get; }

    /// <summary>The frequency of each of the last neurons, [d_mlp]: that with the most power in the means over a and over b of what it
    /// receives; 0 for none.</summary>
    public IReadOnlyList<int> Frequencies => neurons.Frequencies;

    /// <summary>The frequencies that neurons have, of all layers where these are cut, ascending.</summary>
    public IReadOnlyList<int> FrequenciesInUse =>
        [.. (layers?.Frequencies ?? Frequencies).Where(k => k > 0).Distinct().Order()];

    /// <summary>The last neurons.</summary>
    internal LastNeurons Neurons => neurons;

    /// <summary>Compares an ideal network with the real one over all pairs.</summary>
    /// <param name="rung">One of <see cref="Rungs"/>.</param>
    /// <param name="harmonics">The multiples that are kept, each 1 or more.</param>
    /// <exception cref="ArgumentException">The network has no such rung.</exception>
    public IdealFit Fit(IdealRung rung, IReadOnlyList<int> harmonics)
    {
        Require.That(Rungs.Contains(rung), $"the network has no rung {rung}.", nameof(rung));
        return rung == IdealRung.EveryLayer
            ? layers!.Fit(harmonics, FrequencyMap.Same)
            : Fit(rung, harmonics, Filling(rung, harmonics, Frequencies));
    }

    /// <summary>The comparison by which the network is judged.</summary>
    public IdealFit Judged() => Fit(Rungs[^1], JudgedHarmonics);

    /// <summary>A control of the judged rung: the same with other frequencies for the neurons.</summary>
    public IdealFit Fit(IReadOnlyList<int> harmonics, FrequencyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return layers is not null ? layers.Fit(harmonics, map)
            : Fit(Rungs[^1], harmonics, Filling(Rungs[^1], harmonics, map.Of(Frequencies)));
    }

    /// <summary>What some of the last neurons receive for every pair, and in the ideal network by which the network is judged; null where
    /// every layer is cut.</summary>
    /// <param name="indices">The neurons.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such neuron.</exception>
    public IReadOnlyList<IdealInput>? InputsOf(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (layers is not null)
        {
            return null;
        }
        var (fill, row, n) = (Filling(Rungs[^1], JudgedHarmonics, Frequencies), new float[neurons.Count], neurons.View.N);
        IdealInput[] inputs = [.. indices.Select(neuron => new IdealInput(Require.InRange(neuron, 0, neurons.Count - 1), new Matrix(n, n), new Matrix(n, n)))];
        for (var pair = 0; pair < n * n; pair++)
        {
            fill(pair, row);
            foreach (var input in inputs)
            {
                input.Real.Span[pair] = neurons.Pre.Span[(pair * neurons.Count) + input.Neuron];
                input.Ideal.Span[pair] = row[input.Neuron];
            }
        }
        return inputs;
    }

    /// <summary>What an ideal network gives its last neurons; for the rungs but <see cref="IdealRung.EveryLayer"/>.</summary>
    internal LastNeurons.Fill Filling(IdealRung rung, IReadOnlyList<int> harmonics, IReadOnlyList<int> frequencies) =>
        rung == IdealRung.ExactAttention ? attention!.Cut(frequencies, harmonics)
        : Additive(harmonics, frequencies, rung == IdealRung.SecondOrder);

    private LastNeurons.Fill Additive(IReadOnlyList<int> harmonics, IReadOnlyList<int> frequencies, bool secondOrder)
    {
        var (basis, n) = (neurons.View.Basis, neurons.View.N);
        var first = HarmonicCut.Of(basis, neurons.First, frequencies, harmonics);
        var second = HarmonicCut.Of(basis, neurons.Second, frequencies, harmonics);
        var (sum, difference) = secondOrder
            ? (HarmonicCut.Of(basis, neurons.Sum, frequencies, [1]), HarmonicCut.Of(basis, neurons.Difference, frequencies, [1])) : (null, null);
        float[] mean = [.. neurons.Marginals.Mean().Select(value => (float)value)];
        return (pair, row) =>
        {
            var (a, b) = Math.DivRem(pair, n);
            TensorPrimitives.Add(mean, At(first, a), row);
            TensorPrimitives.Add(row, At(second, b), row);
            if (sum is not null)
            {
                TensorPrimitives.Add(row, At(sum, (a + b) % n), row);
                TensorPrimitives.Add(row, At(difference!, (a - b + n) % n), row);
            }
        };
    }

    private IdealFit Fit(IdealRung rung, IReadOnlyList<int> harmonics, LastNeurons.Fill fill)
    {
        var (tally, missed) = (new FaithfulnessTally(), 0.0);
        var (difference, size) = (new float[neurons.Count], neurons.Count);
        var rest = new double[neurons.View.N];
        neurons.Run(
            (pair, row) =>
            {
                fill(pair, row);
                TensorPrimitives.Subtract(row, neurons.Pre.Span.Slice(pair * size, size), difference);
                missed += TensorPrimitives.SumOfSquares<float>(difference);
            },
            (pair, ideal) =>
            {
                neurons.View.Logits.Row(pair).CopyTo(rest);
                tally.Add(ideal, rest, neurons.View.Pairs.LabelArray[pair]);
            });
        var energy = neurons.Energy.Sum();
        return new IdealFit(rung, harmonics, tally.Result(), energy > 0 ? 1 - (missed / energy) : 0);
    }

    private static ReadOnlySpan<float> At(Training.Tensor table, int row) => table.Span.Slice(row * table.Shape[1], table.Shape[1]);
}

/// <summary>What a neuron receives.</summary>
/// <param name="Neuron">The neuron.</param>
/// <param name="Real">In the network, [n, n] by a and b.</param>
/// <param name="Ideal">In the ideal network, [n, n] by a and b.</param>
public sealed record IdealInput(int Neuron, Matrix Real, Matrix Ideal)
{
    /// <summary>Share of the variance over the pairs that the ideal network keeps: 1 at best.</summary>
    public double Fraction
    {
        get
        {
            var mean = TensorPrimitives.Sum<double>(Real.Span) / Real.Span.Length;
            var energy = TensorPrimitives.SumOfSquares<double>(Real.Span) - (mean * mean * Real.Span.Length);
            var missed = TensorPrimitives.Distance<double>(Real.Span, Ideal.Span);
            return energy > 0 ? 1 - (missed * missed / energy) : 0;
        }
    }
}

/// <summary>How an ideal network compares with the real one.</summary>
/// <param name="Rung">What is kept.</param>
/// <param name="Harmonics">Which harmonics of each neuron's frequency.</param>
/// <param name="Logits">What its logits account for, over all pairs.</param>
/// <param name="InputFraction">Share of the variance of what the last neurons receive that the ideal network gives them: 1 at best, below 0
/// when it is worse than none.</param>
public sealed record IdealFit(IdealRung Rung, IReadOnlyList<int> Harmonics, Faithfulness Logits, double InputFraction);
