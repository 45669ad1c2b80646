namespace Grokking.Training;

/// <summary>
/// Random numbers without a state: a draw depends on a seed, a step, a stream and its place alone, so that any thread, and a run
/// that was resumed, draws the same. Mixed as in SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
/// <param name="seed">Seed of all draws.</param>
/// <param name="step">The step.</param>
/// <param name="stream">Which of the draws of a step; those of two streams are unrelated.</param>
internal readonly struct CounterNoise(int seed, int step, int stream)
{
    private readonly ulong key = Mix(Mix(Mix((ulong)(uint)seed) ^ (uint)step) ^ ((ulong)(uint)stream << 32));

    /// <summary>Standard normal, by Box and Muller (1958).</summary>
    /// <param name="place">Its place, 0 or more.</param>
    public double Normal(int place)
    {
        var bits = Bits(place);
        // Neither half is 0, so the logarithm is finite.
        var (radius, angle) = (((uint)(bits >> 32) + 0.5) / 4294967296.0, ((uint)bits + 0.5) / 4294967296.0);
        return Math.Sqrt(-2 * Math.Log(radius)) * Math.Cos(2 * Math.PI * angle);
    }

    /// <summary>Uniform in [0, 1).</summary>
    /// <param name="place">Its place, 0 or more.</param>
    public float Uniform(int place) => (Bits(place) >> 40) / 16777216f;

    private ulong Bits(int place) => Mix(key + ((ulong)(uint)place * 0x9E3779B97F4A7C15));

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
