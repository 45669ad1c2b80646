namespace Grokking.Training;

/// <summary>A binary operation on the numbers 0..p−1, to be learned from some of its p² pairs.</summary>
/// <param name="P">The modulus p: how many numbers, and how many answers.</param>
public abstract record ModularTask(int P)
{
    /// <summary>Largest modulus that the tasks take: p² pair indices and p³ logits must stay countable.</summary>
    public const int LargestP = 1009;

    /// <summary>Its id on the command line and in files; never changes once released.</summary>
    public abstract string Id { get; }

    /// <summary>The operation in one line, for example <c>a + b mod p</c>.</summary>
    public abstract string Description { get; }

    /// <summary>The answer to a pair, 0..p−1.</summary>
    /// <param name="a">First number, 0..p−1.</param>
    /// <param name="b">Second number, 0..p−1.</param>
    public abstract int Answer(int a, int b);

    /// <summary>Number of pairs, p².</summary>
    public int PairCount => P * P;
}
