using System.Numerics;

namespace Grokking.Training;

/// <summary>CPython's <c>random.Random</c>, draw for draw, so that a split shuffled in Python is shuffled the same way here.
/// Members are named after Python's. Not safe for concurrent use.</summary>
public sealed class PythonRandom
{
    private readonly MersenneTwister twister;

    /// <summary>What <c>random.seed(seed)</c> gives for an integer; Python uses the absolute value, so -1 is the same as 1.
    /// </summary>
    public PythonRandom(long seed)
    {
        var magnitude = seed < 0 ? unchecked((ulong)-seed) : (ulong)seed;
        var low = (uint)magnitude;
        var high = (uint)(magnitude >> 32);
        twister = MersenneTwister.FromKey(high == 0 ? [low] : [low, high]);
    }

    private PythonRandom(MersenneTwister twister) => this.twister = twister;

    /// <summary>A generator that continues where <see cref="SaveState"/> was called.</summary>
    /// <param name="state">[625] words: the 624 of the twister and the position of the next one, as in Python's
    /// <c>random.getstate()[1]</c>.</param>
    /// <exception cref="ArgumentException">The words cannot be a state.</exception>
    public static PythonRandom FromState(ReadOnlySpan<uint> state) => new(MersenneTwister.FromState(state));

    /// <summary>The state as [625] words, a copy: <see cref="FromState"/> continues from it with the same draws.</summary>
    public uint[] SaveState() => twister.SaveState();

    /// <summary><c>random.random()</c>: a multiple of 2⁻⁵³ in [0, 1).</summary>
    public double Random()
    {
        var high = twister.NextUInt32() >> 5;
        var low = twister.NextUInt32() >> 6;
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary><c>random.getrandbits(count)</c>: an integer of that many random bits.</summary>
    /// <param name="count">0 to 64; 0 gives 0 and draws nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count lies outside 0 to 64.</exception>
    public ulong GetRandBits(int count)
    {
        Require.InRange(count, 0, 64);
        if (count <= 32)
        {
            return count == 0 ? 0 : twister.NextUInt32() >> (32 - count);
        }
        ulong low = twister.NextUInt32();
        ulong high = twister.NextUInt32() >> (64 - count);
        return (high << 32) | low;
    }

    /// <summary><c>random.randrange(limit)</c>: uniform in [0, limit), by drawing bits until they fall below the limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 1.</exception>
    public int RandBelow(int limit)
    {
        Require.AtLeast(limit, 1);
        var bits = 32 - BitOperations.LeadingZeroCount((uint)limit);
        while (true)
        {
            var drawn = GetRandBits(bits);
            if (drawn < (ulong)limit)
            {
                return (int)drawn;
            }
        }
    }

    /// <summary><c>random.shuffle(items)</c>: permutes <paramref name="items"/> in place, from the last place to the first.
    /// </summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = RandBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
