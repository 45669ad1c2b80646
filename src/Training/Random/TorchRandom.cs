namespace Grokking.Training;

/// <summary>
/// PyTorch's CPU generator, draw for draw, so that a model initialised by <c>torch.manual_seed</c> starts from the same weights
/// here. Integers and uniform numbers are equal bit for bit; normal numbers to a few units in the last place, for PyTorch's
/// vectorised logarithm, sine and cosine are not exactly rounded. Not safe for concurrent use.
/// </summary>
public sealed class TorchRandom
{
    /// <summary>Above this PyTorch draws 64 bits for each step of a permutation, which is not done here.</summary>
    private const int LargestPermutation = (int)(uint.MaxValue / 20);

    private const int Block = 16;
    private const int SavedNormalLength = 3;
    private readonly MersenneTwister twister;
    private double? savedNormal;

    /// <summary>What <c>torch.manual_seed(seed)</c> gives; only the low 32 bits count, as in PyTorch.</summary>
    public TorchRandom(long seed) => twister = MersenneTwister.FromSeed(unchecked((uint)seed));

    private TorchRandom(MersenneTwister twister, double? savedNormal)
    {
        this.twister = twister;
        this.savedNormal = savedNormal;
    }

    /// <summary>A generator that continues where <see cref="SaveState"/> was called.</summary>
    /// <param name="state">[628] words: 624 of the twister, the position of the next one, 1 or 0 for whether a normal number
    /// waits, and the high and low half of its bits.</param>
    /// <exception cref="ArgumentException">The words cannot be a state.</exception>
    public static TorchRandom FromState(ReadOnlySpan<uint> state)
    {
        const int expected = MersenneTwister.StateLength + SavedNormalLength;
        Require.That(state.Length == expected, $"expected {expected} words, got {state.Length}.", nameof(state));
        var normal = state[MersenneTwister.StateLength..];
        Require.That(normal[0] <= 1, $"expected 0 or 1 in word {MersenneTwister.StateLength}, got {normal[0]}.", nameof(state));
        double? saved = normal[0] == 0 ? null : BitConverter.UInt64BitsToDouble(((ulong)normal[1] << 32) | normal[2]);
        return new TorchRandom(MersenneTwister.FromState(state[..MersenneTwister.StateLength]), saved);
    }

    /// <summary>The state as [628] words, a copy: <see cref="FromState"/> continues from it with the same draws.</summary>
    public uint[] SaveState()
    {
        var bits = BitConverter.DoubleToUInt64Bits(savedNormal ?? 0);
        return [.. twister.SaveState(), savedNormal.HasValue ? 1u : 0u, (uint)(bits >> 32), (uint)bits];
    }

    /// <summary>Overwrites <paramref name="values"/> with what <c>torch.rand(n)</c> draws: multiples of 2⁻²⁴ in [0, 1).</summary>
    public void FillUniform(Span<float> values)
    {
        foreach (ref var value in values)
        {
            value = NextUniform();
        }
    }

    /// <summary>Overwrites <paramref name="values"/> with what <c>torch.randn(n)</c> draws: mean 0, standard deviation 1. As in
    /// PyTorch, 15 values or fewer are drawn by another method than 16 or more.</summary>
    public void FillNormal(Span<float> values)
    {
        if (values.Length < Block)
        {
            FillFew(values);
        }
        else
        {
            FillBlocks(values);
        }
    }

    /// <summary>What <c>torch.randperm(count)</c> draws: the numbers 0 to count-1 in random order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count lies outside 0 to 214748364.</exception>
    public int[] Permutation(int count)
    {
        Require.InRange(count, 0, LargestPermutation);
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }
        for (var i = 0; i < count - 1; i++)
        {
            var j = i + (int)(twister.NextUInt32() % (uint)(count - i));
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private float NextUniform() => (twister.NextUInt32() & 0xFFFFFF) * (1f / 16777216);

    private double NextUniformDouble()
    {
        ulong high = twister.NextUInt32();
        var bits = (high << 32) | twister.NextUInt32();
        return (bits & 0x1FFFFFFFFFFFFF) * (1.0 / 9007199254740992.0);
    }

    private void FillFew(Span<float> values)
    {
        foreach (ref var value in values)
        {
            value = (float)NextNormalDouble();
        }
    }

    /// <summary>Box and Muller's pair (1958), cosine first; the sine waits for the next draw, even of a later
    /// FillNormal.</summary>
    private double NextNormalDouble()
    {
        if (savedNormal is { } waiting)
        {
            savedNormal = null;
            return waiting;
        }
        var theta = 2 * Math.PI * NextUniformDouble();
        var radius = Math.Sqrt(-2 * LogOneMinus(NextUniformDouble()));
        savedNormal = radius * Math.Sin(theta);
        return radius * Math.Cos(theta);
    }

    /// <summary>log(1-u) without the loss of digits near u = 0 (Kahan's correction); u in [0, 1).</summary>
    private static double LogOneMinus(double u)
    {
        var rounded = 1 - u;
        return rounded == 1 ? -u : Math.Log(rounded) * (u / (1 - rounded));
    }

    /// <summary>PyTorch fills with uniform numbers first and turns each block of 16 into normal ones in place. Where the length
    /// is no multiple of 16 it draws the last 16 anew, over values that are already normal.</summary>
    private void FillBlocks(Span<float> values)
    {
        FillUniform(values);
        for (var start = 0; start + Block <= values.Length; start += Block)
        {
            ToNormal(values.Slice(start, Block));
        }
        if (values.Length % Block != 0)
        {
            FillUniform(values[^Block..]);
            ToNormal(values[^Block..]);
        }
    }

    /// <summary>Eight radii from the first half, eight angles from the second. The products are rounded to float32 where
    /// PyTorch rounds them: an angle that differs in its last bit moves the result by more than 1e-6.</summary>
    private static void ToNormal(Span<float> block)
    {
        for (var j = 0; j < Block / 2; j++)
        {
            var radius = MathF.Sqrt(-2f * (float)Math.Log(1f - block[j]));
            double theta = MathF.Tau * block[j + (Block / 2)];
            block[j] = radius * (float)Math.Cos(theta);
            block[j + (Block / 2)] = radius * (float)Math.Sin(theta);
        }
    }
}
