using Grokking.Training;

namespace Grokking.Interp;

/// <summary>What a neuron keeps in an ideal network: harmonics of its own frequency, and by the rung the waves themselves of up
/// to two others, which are no multiples of its own nor the other way round, or a number line. 0 is none.</summary>
/// <param name="Own">The frequency that is strongest in it, 1..⌊n/2⌋.</param>
/// <param name="Second">The strongest of the others.</param>
/// <param name="Third">The next.</param>
/// <param name="Line">The frequency of the line: k where operands x lie in the order of k·x mod n.</param>
public readonly record struct NeuronFrequencies(int Own, int Second = 0, int Third = 0, int Line = 0)
{
    /// <summary>How many others there may be.</summary>
    internal const int MostOthers = 2;

    /// <summary>The frequencies of neurons by the energy in what they receive, of waves of a, of b and of their products (see
    /// <see cref="PairMarginals.EnergyByFrequency"/>), which means do not show: that of cos(ω·a)·cos(ω·b) over b is 0.</summary>
    internal static NeuronFrequencies[] WithProducts(PairMarginals inputs)
    {
        var energy = inputs.EnergyByFrequency().Transpose();
        return [.. Enumerable.Range(0, energy.Rows).Select(neuron => Of(inputs.Basis.P, [0, .. energy.Row(neuron)]))];
    }

    /// <summary>The same, with the line that all neurons of an own frequency read, where they read one.</summary>
    /// <param name="neurons">The frequencies of each.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="inputs">The inputs of some neurons among those of which there are lines.</param>
    internal static NeuronFrequencies[] WithLines(NeuronFrequencies[] neurons, NumberLines lines, Func<int[], int[]> inputs)
    {
        var reading = neurons.Index().Where(neuron => neuron.Item.Own > 0).GroupBy(neuron => neuron.Item.Own)
            .Where(own => lines.Of(inputs([.. own.Select(neuron => neuron.Index)]), own.Key) is not null)
            .Select(own => own.Key).ToHashSet();
        return [.. neurons.Select(neuron => reading.Contains(neuron.Own) ? neuron with { Line = neuron.Own } : neuron)];
    }

    /// <summary>The frequencies of a neuron by their power.</summary>
    /// <param name="n">The modulus.</param>
    /// <param name="power">By frequency, [⌊n/2⌋ + 1]; that of 0 is not looked at.</param>
    internal static NeuronFrequencies Of(int n, ReadOnlySpan<double> power)
    {
        var values = power.ToArray();
        int[] order = [.. Enumerable.Range(1, values.Length - 1).Where(k => values[k] > 0).OrderByDescending(k => values[k])];
        int[] others = order.Length == 0
            ? [] : [.. order.Where(k => HarmonicCut.AreFree(n, order[0], k, IdealNetwork.JudgedHarmonics)).Take(MostOthers)];
        return new(order.FirstOrDefault(), others.FirstOrDefault(), others.Length > 1 ? others[1] : 0);
    }

    /// <summary>The others that there are.</summary>
    internal IEnumerable<int> Others => new[] { Second, Third }.Where(k => k > 0);

    /// <summary>What of them a rung keeps.</summary>
    internal NeuronFrequencies At(IdealRung rung) => rung switch
    {
        IdealRung.NumberLine => new(Own, Line: Line),
        IdealRung.TwoFrequencies => new(Own, Second, Line: Line),
        IdealRung.ThreeFrequencies => this,
        _ => new(Own),
    };

    /// <summary>What is kept, by set: harmonics of the own, then each other alone.</summary>
    internal IEnumerable<IReadOnlyList<int>> Sets(int n, IReadOnlyList<int> harmonics) =>
        (Own > 0 ? [HarmonicCut.Multiples(n, Own, harmonics)] : Enumerable.Empty<IReadOnlyList<int>>())
            .Concat(Others.Select(k => (IReadOnlyList<int>)[k]));

    /// <summary>
    /// A control: all frequencies become others, so that neurons of the same ones stay together. Nothing that a neuron keeps
    /// afterwards is one of those that it had. New own frequencies are others of the network where that can be; new others are
    /// such that no neuron has for its own, where that can be: neurons that mix, mix the network's frequencies. A line gets the
    /// new own frequency; where the own stays another, or none where the line stays too.
    /// </summary>
    /// <param name="n">The modulus.</param>
    /// <param name="neurons">The frequencies of each, [d_mlp].</param>
    /// <param name="harmonics">The harmonics that are kept of the own.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="keepOwn">Whether the own frequencies stay.</param>
    /// <param name="keepLine">Whether lines stay with them.</param>
    /// <returns>The same by neuron, [d_mlp]; null where n is too small.</returns>
    internal static NeuronFrequencies[]? Rotated(
        int n, IReadOnlyList<NeuronFrequencies> neurons, IReadOnlyList<int> harmonics, int seed, bool keepOwn,
        bool keepLine = false)
    {
        var random = new PythonRandom(seed);
        var used = neurons.Select(neuron => neuron.Own).ToHashSet();
        var images = new Dictionary<NeuronFrequencies, NeuronFrequencies>();
        foreach (var old in neurons.Distinct().OrderBy(neuron => (neuron.Own, neuron.Second, neuron.Third, neuron.Line)))
        {
            int[] had = [.. old.Own > 0 ? HarmonicCut.Multiples(n, old.Own, harmonics) : [], .. old.Others];
            int? own = old.Own == 0 || keepOwn ? old.Own
                : Draw(used.Contains,
                    k => HarmonicCut.AreFree(n, old.Own, k, harmonics)
                        && !HarmonicCut.Multiples(n, k, harmonics).Intersect(old.Others).Any());
            var others = new List<int>();
            foreach (var _ in old.Others)
            {
                if (Draw(k => !used.Contains(k), k => k != own && !had.Contains(k) && !others.Contains(k)) is { } other)
                {
                    others.Add(other);
                }
            }
            int? line = old.Line == 0 ? 0 : !keepOwn ? own : keepLine ? old.Line
                : Draw(k => !used.Contains(k), k => HarmonicCut.AreFree(n, old.Own, k, harmonics));
            if (own is null || line is null || others.Count < old.Others.Count())
            {
                return null;
            }
            images[old] = new(own.Value, others.FirstOrDefault(), others.Count > 1 ? others[1] : 0, Line: line.Value);
        }
        return [.. neurons.Select(neuron => images[neuron])];

        int? Draw(Func<int, bool> isPreferred, Func<int, bool> isFree)
        {
            int[] free = [.. Enumerable.Range(1, n / 2).Where(isFree)];
            int[] among = free.Any(isPreferred) ? [.. free.Where(isPreferred)] : free;
            random.Shuffle(among.AsSpan());
            return among.Length == 0 ? null : among[0];
        }
    }
}

/// <summary>Other frequencies for neurons: a control, which a network that its frequencies explain must fail.</summary>
public sealed class FrequencyMap
{
    private readonly Func<IReadOnlyList<int>, IReadOnlyList<int>> map;

    private FrequencyMap(string id, int seed, Func<IReadOnlyList<int>, IReadOnlyList<int>> map) =>
        (Id, Seed, this.map) = (id, seed, map);

    /// <summary>Each neuron keeps its own.</summary>
    public static FrequencyMap Same { get; } = new("same", 0, frequencies => frequencies);

    /// <summary>rotated, permuted, random or same.</summary>
    public string Id { get; }

    /// <summary>Seed of its draws.</summary>
    public int Seed { get; }

    /// <summary>The frequencies of neurons after the map, [d_mlp]; 0, a neuron without one, stays 0.</summary>
    public IReadOnlyList<int> Of(IReadOnlyList<int> frequencies) => map(frequencies);

    /// <summary>
    /// Every frequency becomes another, so that clusters stay together: one of the network's others where that can be, else any.
    /// None of the two is a multiple of the other by a kept harmonic, for then the neuron would keep its own. Null where n is too
    /// small for that.
    /// </summary>
    /// <param name="n">The modulus.</param>
    /// <param name="inUse">The network's frequencies.</param>
    /// <param name="harmonics">The harmonics that are kept.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static FrequencyMap? Rotated(int n, IReadOnlyCollection<int> inUse, IReadOnlyList<int> harmonics, int seed)
    {
        ArgumentNullException.ThrowIfNull(inUse);
        var random = new PythonRandom(seed);
        var images = new Dictionary<int, int>();
        foreach (var k in inUse.Where(k => k > 0).Distinct().Order())
        {
            int[] free = [.. Enumerable.Range(1, n / 2).Where(other => HarmonicCut.AreFree(n, k, other, harmonics))];
            int[] own = [.. free.Where(inUse.Contains)];
            if (free.Length == 0)
            {
                return null;
            }
            images[k] = Draw(random, own.Length > 0 ? own : free);
        }
        return new("rotated", seed, frequencies => [.. frequencies.Select(k => k == 0 ? 0 : images[k])]);
    }

    /// <summary>The frequencies are dealt out anew among the neurons. With few frequencies many neurons keep their own.</summary>
    /// <param name="seed">Seed of the draws.</param>
    public static FrequencyMap Permuted(int seed) => new("permuted", seed, frequencies =>
    {
        int[] dealt = [.. frequencies];
        new PythonRandom(seed).Shuffle(dealt.AsSpan());
        return dealt;
    });

    /// <summary>Every neuron draws one of 1..⌊n/2⌋.</summary>
    /// <param name="n">The modulus.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static FrequencyMap Random(int n, int seed) => new("random", seed, frequencies =>
    {
        var random = new PythonRandom(seed);
        int[] all = [.. Enumerable.Range(1, n / 2)];
        return [.. frequencies.Select(_ => Draw(random, all))];
    });

    private static int Draw(PythonRandom random, int[] among)
    {
        int[] shuffled = [.. among];
        random.Shuffle(shuffled.AsSpan());
        return shuffled[0];
    }
}
