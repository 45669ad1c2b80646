namespace Grokking.Training;

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
