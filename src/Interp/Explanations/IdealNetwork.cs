using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Ideal networks of a network that adds modulo n: each neuron keeps of what it receives the harmonics of one frequency, its own,
/// and all that lies behind the neurons, and every path around them, stays as it is. When such a network answers, and deviates
/// from the real one by less than its margin, single frequencies explain the weights. Not safe for concurrent use.
/// </summary>
public sealed class IdealNetwork
{
    private readonly LastNeurons neurons;
    private readonly AttentionTables? attention;
    private readonly EveryLayer? layers;
    private readonly bool isChain;

    private IdealNetwork(LastNeurons neurons)
    {
        this.neurons = neurons;
        attention = AttentionTables.Of(neurons.View);
        var architecture = neurons.View.Pairs.Model.Architecture;
        var single = architecture.Layers.All(layer =>
            layer is Embed or Combine or BatchNorm or Unembed || layer == architecture.LastNeurons);
        layers = attention is null && !single ? new EveryLayer(neurons.View) : null;
        isChain = architecture.Layers.All(layer => layer is Embed or Combine or BatchNorm or Linear or Unembed);
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

    /// <summary>The rungs with one frequency a neuron; the last is that by which the network is judged first.</summary>
    public IReadOnlyList<IdealRung> Rungs { get; }

    /// <summary>The rungs by which the network is judged, in order: the first on which frequencies explain it counts.</summary>
    public IReadOnlyList<IdealRung> JudgedRungs => field ??=
    [
        Rungs[^1],
        .. If(layers is not null && isChain, IdealRung.LastLayer),
        .. If(attention is not null && !Kept(Rungs[^1]).SequenceEqual(Kept(IdealRung.Products)), IdealRung.Products),
        .. If((layers?.Frequencies ?? neurons.Mixed).Any(neuron => neuron.Line > 0), IdealRung.NumberLine),
        IdealRung.TwoFrequencies, IdealRung.ThreeFrequencies,
    ];

    /// <summary>The rung to which a judged one adds something; null for those that stand alone.</summary>
    internal IdealRung? Below(IdealRung rung) => rung == Rungs[^1] || rung == IdealRung.LastLayer ? null
        : JudgedRungs.LastOrDefault(
            other => other < rung && other is (IdealRung.Products or IdealRung.NumberLine), Rungs[^1]);

    /// <summary>Whether there is one layer of neurons, so that all that a network computes goes through the last.</summary>
    public bool IsOneLayer => layers is null;

    /// <summary>The frequency of each of the last neurons, [d_mlp]: that with the most power in the means over a and over b of
    /// what it receives; 0 for none.</summary>
    public IReadOnlyList<int> Frequencies => neurons.Frequencies;

    /// <summary>The frequencies that neurons have, of the first layer where all are cut, ascending.</summary>
    public IReadOnlyList<int> FrequenciesInUse => InUse(Rungs[^1]);

    /// <summary>The frequencies of the neurons that a rung cuts, ascending.</summary>
    internal IReadOnlyList<int> InUse(IdealRung rung) =>
        [.. Kept(rung).Select(neuron => neuron.Own).Where(k => k > 0).Distinct().Order()];

    /// <summary>The last neurons.</summary>
    internal LastNeurons Neurons => neurons;

    /// <summary>Compares an ideal network with the real one over all pairs.</summary>
    /// <param name="rung">One of <see cref="Rungs"/> or <see cref="JudgedRungs"/>.</param>
    /// <param name="harmonics">The multiples that are kept, each 1 or more.</param>
    /// <param name="map">Other frequencies for the neurons, a control; null for their own.</param>
    /// <exception cref="ArgumentException">The network has no such rung.</exception>
    public IdealFit Fit(IdealRung rung, IReadOnlyList<int> harmonics, FrequencyMap? map = null)
    {
        Require.That(Rungs.Contains(rung) || JudgedRungs.Contains(rung), $"the network has no rung {rung}.", nameof(rung));
        map ??= FrequencyMap.Same;
        var kept = Kept(rung);
        var own = map.Of([.. kept.Select(neuron => neuron.Own)]);
        return Fit(
            rung, harmonics, [.. kept.Zip(own, (neuron, k) => neuron with { Own = k })],
            CutsEveryLayer(rung) ? map.Of(layers!.Key) : []);
    }

    /// <summary>A control of rungs with several frequencies a neuron: they become others, see
    /// <see cref="NeuronFrequencies"/>.</summary>
    /// <param name="rung">The rung.</param>
    /// <param name="harmonics">The multiples that are kept of the own frequency.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="keepOwn">Whether what the rungs before have stays as it is, and only what this one adds is wrong.</param>
    /// <returns>The comparison; null where n is too small.</returns>
    public IdealFit? FitRotated(IdealRung rung, IReadOnlyList<int> harmonics, int seed, bool keepOwn)
    {
        var n = neurons.View.N;
        var key = layers is null || keepOwn ? FrequencyMap.Same : FrequencyMap.Rotated(n, FrequenciesInUse, harmonics, seed);
        var isOfProducts = rung == IdealRung.Products;
        var rotated = NeuronFrequencies.Rotated(
            n, Kept(rung), harmonics, seed, keepOwn && !isOfProducts, keepLine: rung > IdealRung.NumberLine);
        if (keepOwn && isOfProducts)
        {
            // What the rung adds are the neurons whose frequency is another when products count: they alone get a wrong one.
            rotated = [.. Kept(rung).Zip(rotated ?? [], Kept(Rungs[^1]))
                .Select(neuron => neuron.First == neuron.Third ? neuron.First : neuron.Second)];
        }
        return key is null || rotated is not { Length: > 0 }
            ? null : Fit(rung, harmonics, rotated, layers is null ? [] : key.Of(layers.Key));
    }

    private IdealFit Fit(
        IdealRung rung, IReadOnlyList<int> harmonics, IReadOnlyList<NeuronFrequencies> frequencies, IReadOnlyList<int> key)
    {
        if (!CutsEveryLayer(rung))
        {
            return Fit(rung, harmonics, Filling(rung, harmonics, frequencies));
        }
        var (logits, inputs) = layers!.Fit(harmonics, frequencies, key);
        return new IdealFit(rung, harmonics, logits, inputs);
    }

    /// <summary>The comparison by which the network is judged first.</summary>
    public IdealFit Judged() => Fit(Rungs[^1], JudgedHarmonics);

    private static IdealRung[] If(bool has, IdealRung rung) => has ? [rung] : [];

    private bool CutsEveryLayer(IdealRung rung) =>
        layers is not null && rung >= IdealRung.EveryLayer && rung != IdealRung.LastLayer;

    // Of the first layer's neurons where every layer is cut, else of the last ones.
    private NeuronFrequencies[] Kept(IdealRung rung) => CutsEveryLayer(rung)
        ? [.. layers!.Frequencies.Select(neuron => neuron.At(rung))]
        : rung <= IdealRung.LastLayer ? [.. Frequencies.Select(k => new NeuronFrequencies(k))]
        : [.. neurons.Mixed.Select(neuron => neuron.At(rung))];

    /// <summary>The number lines that neurons read, by frequency, which hold more of what they receive than they would of a wave;
    /// none where the neurons are in several layers.</summary>
    public IReadOnlyList<NumberLine> NumberLines => layers is not null ? []
        : [.. neurons.Mixed.Index().Where(neuron => neuron.Item.Line > 0).GroupBy(neuron => neuron.Item.Line)
            .OrderBy(cluster => cluster.Key)
            .Select(cluster => neurons.Lines.Of([.. cluster.Select(neuron => neuron.Index)], cluster.Key)!)
            .Where(line => line.LineShare > NumberLine.OfAWave)];

    /// <summary>What some of the last neurons receive for every pair, and in an ideal network; null where that cuts every
    /// layer.</summary>
    /// <param name="indices">The neurons.</param>
    /// <param name="by">The ideal network's rung; null for that by which the network is judged first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such neuron.</exception>
    public IReadOnlyList<IdealInput>? InputsOf(IReadOnlyList<int> indices, IdealRung? by = null)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var rung = by ?? Rungs[^1];
        if (CutsEveryLayer(rung))
        {
            return null;
        }
        var (fill, row, n) = (Filling(rung, JudgedHarmonics, Kept(rung)), new float[neurons.Count], neurons.View.N);
        IdealInput[] inputs = [.. indices.Select(neuron =>
            new IdealInput(Require.InRange(neuron, 0, neurons.Count - 1), new Matrix(n, n), new Matrix(n, n)))];
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

    /// <summary>What an ideal network gives its last neurons; where these are all that is cut.</summary>
    /// <param name="rung">The rung.</param>
    /// <param name="harmonics">The multiples that are kept.</param>
    /// <param name="frequencies">The frequencies of each neuron, [d_mlp]; null for its own one.</param>
    internal LastNeurons.Fill Filling(
        IdealRung rung, IReadOnlyList<int> harmonics, IReadOnlyList<NeuronFrequencies>? frequencies = null)
    {
        frequencies ??= [.. Frequencies.Select(k => new NeuronFrequencies(k))];
        return attention is not null && rung >= IdealRung.ExactAttention
            ? attention.Cut(frequencies, harmonics, neurons.LinesOf(frequencies))
            : Additive(harmonics, frequencies, rung == IdealRung.SecondOrder);
    }

    private LastNeurons.Fill Additive(
        IReadOnlyList<int> harmonics, IReadOnlyList<NeuronFrequencies> frequencies, bool secondOrder)
    {
        var (basis, n) = (neurons.View.Basis, neurons.View.N);
        var lines = neurons.LinesOf(frequencies);
        var first = HarmonicCut.Of(basis, neurons.First, frequencies, harmonics, lines[0]);
        var second = HarmonicCut.Of(basis, neurons.Second, frequencies, harmonics, lines[1]);
        var (sum, difference) = secondOrder
            ? (HarmonicCut.Of(basis, neurons.Sum, frequencies, [1]), HarmonicCut.Of(basis, neurons.Difference, frequencies, [1]))
            : (null, null);
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

    private static ReadOnlySpan<float> At(Training.Tensor table, int row) =>
        table.Span.Slice(row * table.Shape[1], table.Shape[1]);
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
/// <param name="InputFraction">Share of the variance of what the last neurons receive that the ideal network gives them: 1 at
/// best, below 0 when it is worse than none.</param>
public sealed record IdealFit(IdealRung Rung, IReadOnlyList<int> Harmonics, Faithfulness Logits, double InputFraction);
