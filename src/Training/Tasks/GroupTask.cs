namespace Grokking.Training;

/// <summary>The product of two elements of a finite group, numbered 0..n−1; n takes the place of the modulus.</summary>
/// <param name="P">Order of the group.</param>
public abstract record GroupTask(int P) : ModularTask(P)
{
    /// <summary>The orders that there is such a group for, for messages: <c>60</c>, <c>an even number from 6</c>.</summary>
    public abstract string KnownOrders { get; }

    /// <summary>Whether there is such a group of order <paramref name="order"/>.</summary>
    public abstract bool HasOrder(int order);
}
