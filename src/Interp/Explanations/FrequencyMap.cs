using Grokking.Training;

namespace Grokking.Interp;

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
