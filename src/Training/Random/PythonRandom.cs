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

/// <summary>The 32-bit Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), the source of bits behind both Python's and
/// PyTorch's generators. Not safe for concurrent use.</summary>
internal sealed class MersenneTwister
{
    /// <summary>Number of words that <see cref="SaveState"/> gives: 624 of state and the position of the next one.</summary>
    public const int StateLength = Size + 1;

    private const int Size = 624;
    private const int Middle = 397;
    private readonly uint[] words = new uint[Size];
    private int next = Size;

    private MersenneTwister()
    {
    }

    /// <summary>The reference's <c>init_genrand</c>.</summary>
    public static MersenneTwister FromSeed(uint seed)
    {
        var twister = new MersenneTwister();
        var words = twister.words;
        words[0] = seed;
        for (var i = 1; i < Size; i++)
        {
            words[i] = (1812433253u * (words[i - 1] ^ (words[i - 1] >> 30))) + (uint)i;
        }
        return twister;
    }

    /// <summary>The reference's <c>init_by_array</c>; <paramref name="key"/> holds at least one word.</summary>
    public static MersenneTwister FromKey(ReadOnlySpan<uint> key)
    {
        Require.That(key.Length > 0, "expected at least one word.", nameof(key));
        var twister = FromSeed(19650218u);
        var words = twister.words;
        var i = 1;
        for (int k = Math.Max(Size, key.Length), j = 0; k > 0; k--, j = (j + 1) % key.Length)
        {
            words[i] = (words[i] ^ (Mixed(words, i) * 1664525u)) + key[j] + (uint)j;
            i = Following(words, i);
        }
        for (var k = Size - 1; k > 0; k--)
        {
            words[i] = (words[i] ^ (Mixed(words, i) * 1566083941u)) - (uint)i;
            i = Following(words, i);
        }
        words[0] = 0x80000000u;
        return twister;
    }

    /// <summary>A twister that continues where <see cref="SaveState"/> was called.</summary>
    /// <exception cref="ArgumentException">The words cannot be a state: wrong count, position outside 0 to 624, or all zero.
    /// </exception>
    public static MersenneTwister FromState(ReadOnlySpan<uint> state)
    {
        Require.That(state.Length == StateLength, $"expected {StateLength} words, got {state.Length}.", nameof(state));
        var position = state[Size];
        Require.That(position <= Size, $"expected a position of 0 to {Size} in the last word, got {position}.", nameof(state));
        Require.That(state[..Size].ContainsAnyExcept(0u), "a state of zeros gives zeros for ever.", nameof(state));
        var twister = new MersenneTwister { next = (int)position };
        state[..Size].CopyTo(twister.words);
        return twister;
    }

    /// <summary>The state as <see cref="StateLength"/> words, a copy.</summary>
    public uint[] SaveState() => [.. words, (uint)next];

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        if (next == Size)
        {
            Twist();
        }
        var y = words[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    private static uint Mixed(uint[] words, int i) => words[i - 1] ^ (words[i - 1] >> 30);

    private static int Following(uint[] words, int i)
    {
        if (i + 1 < Size)
        {
            return i + 1;
        }
        words[0] = words[Size - 1];
        return 1;
    }

    private void Twist()
    {
        for (var i = 0; i < Size - Middle; i++)
        {
            words[i] = words[i + Middle] ^ Twisted(words[i], words[i + 1]);
        }
        for (var i = Size - Middle; i < Size - 1; i++)
        {
            words[i] = words[i + Middle - Size] ^ Twisted(words[i], words[i + 1]);
        }
        words[Size - 1] = words[Middle - 1] ^ Twisted(words[Size - 1], words[0]);
        next = 0;
    }

    // A mask of the last bit in place of a branch that no processor could foretell.
    private static uint Twisted(uint word, uint following)
    {
        var y = (word & 0x80000000u) | (following & 0x7FFFFFFFu);
        return (y >> 1) ^ ((0u - (y & 1)) & 0x9908B0DFu);
    }
}
