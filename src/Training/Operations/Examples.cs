namespace Grokking.Training;

/// <summary>Pairs of an operation as token rows with their answers. Immutable once made.</summary>
public sealed class Examples
{
    private readonly int[] tokens;
    private readonly int[] labels;

    /// <summary>Writes pairs as tokens.</summary>
    /// <param name="operation">The operation, which gives the answers.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    /// <param name="pairs">Pair indices a·Right + b of pairs on which it is defined; kept in this order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair index is out of range.</exception>
    public Examples(BinaryOperation operation, TokenFormat format, ReadOnlySpan<int> pairs)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(format);
        NCtx = format.NCtx;
        tokens = new int[pairs.Length * NCtx];
        labels = new int[pairs.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (a, b) = Math.DivRem(Require.InRange(pairs[i], 0, operation.Left * operation.Right - 1, nameof(pairs)), operation.Right);
            Require.That(operation.IsDefined(a, b), $"({a}, {b}): {operation.Description} is not defined there.", nameof(pairs));
            format.Write(operation, a, b, tokens.AsSpan(i * NCtx, NCtx));
            labels[i] = operation.Answer(a, b);
        }
    }

    /// <summary>All pairs on which an operation is defined, in its order.</summary>
    public static Examples All(BinaryOperation operation, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(operation, format, [.. operation.Pairs]);
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
