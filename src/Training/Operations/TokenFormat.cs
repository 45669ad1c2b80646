namespace Grokking.Training;

/// <summary>How a pair (a, b) is written as tokens.</summary>
/// <param name="EqualsSign">Whether a last token, "=", follows; its id is the largest.</param>
/// <param name="SeparateVocabularies">Whether b has tokens of its own behind those of a, so that a and b share no embedding.</param>
public sealed record TokenFormat(bool EqualsSign = true, bool SeparateVocabularies = false)
{
    /// <summary>Number of positions: 2, or 3 with the equals sign.</summary>
    public int NCtx => EqualsSign ? 3 : 2;

    /// <summary>Number of tokens for an operation.</summary>
    public int DVocab(BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var operands = SeparateVocabularies ? operation.Left + operation.Right : Math.Max(operation.Left, operation.Right);
        return operands + (EqualsSign ? 1 : 0);
    }

    /// <summary>The token of a right operand.</summary>
    public int RightToken(BinaryOperation operation, int b)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return SeparateVocabularies ? operation.Left + b : b;
    }

    /// <summary>Writes the tokens of one pair.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="a">Left operand.</param>
    /// <param name="b">Right operand.</param>
    /// <param name="tokens">Overwritten, [pos].</param>
    public void Write(BinaryOperation operation, int a, int b, Span<int> tokens)
    {
        tokens[0] = a;
        tokens[1] = RightToken(operation, b);
        if (EqualsSign)
        {
            tokens[2] = DVocab(operation) - 1;
        }
    }
}
