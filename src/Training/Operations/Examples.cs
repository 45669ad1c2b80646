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
        : this(operation, format, pairs, [])
    {
    }

    /// <summary>Writes pairs as tokens, the first of them with answers that are taught in place of the right ones.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    /// <param name="pairs">Pair indices a·Right + b of pairs on which it is defined; kept in this order.</param>
    /// <param name="taught">Answers of the first pairs, as many as pairs at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair index or an answer is out of range.</exception>
    public Examples(BinaryOperation operation, TokenFormat format, ReadOnlySpan<int> pairs, IReadOnlyList<int> taught)
    {
        ArgumentNullException.ThrowIfNull(taught);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(format);
        (NCtx, Targets) = (format.NCtx, format.Targets);
        tokens = new int[pairs.Length * NCtx];
        labels = new int[pairs.Length * Targets];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (a, b) =
                Math.DivRem(Require.InRange(pairs[i], 0, operation.Left * operation.Right - 1, nameof(pairs)), operation.Right);
            Require.That(operation.IsDefined(a, b), $"({a}, {b}): {operation.Description} is not defined there.", nameof(pairs));
            var answer =
                i < taught.Count ? Require.InRange(taught[i], 0, operation.Answers - 1, nameof(taught)) : operation.Answer(a, b);
            format.Write(operation, a, b, answer, tokens.AsSpan(i * NCtx, NCtx));
            format.WriteLabels(operation, answer, labels.AsSpan(i * Targets, Targets));
        }
    }

    /// <summary>All pairs on which an operation is defined, in its order.</summary>
    public static Examples All(BinaryOperation operation, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(operation, format, [.. operation.Pairs]);
    }

    /// <summary>Number of examples.</summary>
    public int Count => labels.Length / Targets;

    /// <summary>Number of positions of each example.</summary>
    public int NCtx { get; }

    /// <summary>Token ids, [batch, pos].</summary>
    public ReadOnlySpan<int> Tokens => tokens;

    /// <summary>Number of answers of an example, which are read out at its last positions; 1 but where the end is learned
    /// too.</summary>
    public int Targets { get; }

    /// <summary>Answers, [batch, targets].</summary>
    public ReadOnlySpan<int> Labels => labels;
}
