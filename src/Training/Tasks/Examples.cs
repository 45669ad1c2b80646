namespace Grokking.Training;

/// <summary>Pairs of a task as token rows with their answers. Immutable once made.</summary>
public sealed class Examples
{
    private readonly int[] tokens;
    private readonly int[] labels;

    /// <summary>Writes pairs as tokens.</summary>
    /// <param name="task">The task, which gives the answers.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    /// <param name="pairs">Pair indices a·p + b, each 0..p²−1; kept in this order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair index is out of range.</exception>
    public Examples(ModularTask task, TokenFormat format, ReadOnlySpan<int> pairs)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(format);
        NCtx = format.NCtx;
        tokens = new int[pairs.Length * NCtx];
        labels = new int[pairs.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (a, b) = Math.DivRem(Require.InRange(pairs[i], 0, task.PairCount - 1, nameof(pairs)), task.P);
            format.Write(task.P, a, b, tokens.AsSpan(i * NCtx, NCtx));
            labels[i] = task.Answer(a, b);
        }
    }

    /// <summary>All p² pairs in the order a·p + b.</summary>
    public static Examples All(ModularTask task, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(task, format, Enumerable.Range(0, task.PairCount).ToArray());
    }

    /// <summary>Number of examples.</summary>
    public int Count => labels.Length;

    /// <summary>Number of positions of each example.</summary>
    public int NCtx { get; }

    /// <summary>Token ids, [batch, pos].</summary>
    public ReadOnlySpan<int> Tokens => tokens;

    /// <summary>Answers, [batch].</summary>
    public ReadOnlySpan<int> Labels => labels;
}
