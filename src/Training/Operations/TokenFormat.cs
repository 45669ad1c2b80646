namespace Grokking.Training;

/// <summary>How a pair (a, b) is written as tokens.</summary>
/// <param name="EqualsSign">Whether a last token, "=", follows; its id is the largest. Equations always have one.</param>
/// <param name="SeparateVocabularies">Whether b has tokens of its own behind those of a, so that a and b share no
/// embedding.</param>
/// <param name="Template">What stands around the pair.</param>
public sealed record TokenFormat(
    bool EqualsSign = true, bool SeparateVocabularies = false, PairTemplate Template = PairTemplate.Pair)
{
    // Power et al.'s one vocabulary for all operations: 97 numbers and 120 permutations, of which an operation's own come first;
    // then ⟨eos⟩, "=", and 20 operators.
    private const int PublishedOperands = 97 + 120;
    private const int Operators = 20;

    // The operator of an operation: that of the numbers modulo p by their place, all others the last.
    private static int OperatorOf(BinaryOperation operation)
    {
        var place = ModularOperation.All.TakeWhile(kind => kind.Id != operation.Id).Count();
        return place < ModularOperation.All.Count ? place : Operators - 1;
    }

    /// <summary>Number of positions: 2, or 3 with the equals sign; 5 of an equation, 6 with its end.</summary>
    public int NCtx => Template switch
    {
        PairTemplate.Pair => EqualsSign ? 3 : 2,
        PairTemplate.Equation => 5,
        _ => 6,
    };

    /// <summary>Number of answers that are read out: 2 where the end is learned too, else 1.</summary>
    public int Targets => Template == PairTemplate.EquationEnd ? 2 : 1;

    /// <summary>Position of the left operand.</summary>
    public int LeftPosition => Template == PairTemplate.Pair ? 0 : 1;

    /// <summary>Position of the right operand.</summary>
    public int RightPosition => Template == PairTemplate.Pair ? 1 : 3;

    /// <summary>The same up to the answer: what a causal network computes at "=" does not depend on what follows.</summary>
    public TokenFormat UpToAnswer => Template == PairTemplate.EquationEnd ? this with { Template = PairTemplate.Equation } : this;

    /// <summary>Number of tokens for an operation.</summary>
    public int DVocab(BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Template == PairTemplate.Pair ? Operands(operation) + (EqualsSign ? 1 : 0) : EndToken(operation) + 2 + Operators;
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
    /// <param name="answer">The answer, which an equation with its end has as a token.</param>
    /// <param name="tokens">Overwritten, [pos].</param>
    public void Write(BinaryOperation operation, int a, int b, int answer, Span<int> tokens)
    {
        tokens[LeftPosition] = a;
        tokens[RightPosition] = RightToken(operation, b);
        if (Template == PairTemplate.Pair)
        {
            if (EqualsSign)
            {
                tokens[2] = DVocab(operation) - 1;
            }
            return;
        }
        var end = EndToken(operation);
        (tokens[0], tokens[2], tokens[4]) = (end, end + 2 + OperatorOf(operation), end + 1);
        if (Template == PairTemplate.EquationEnd)
        {
            tokens[5] = answer;
        }
    }

    /// <summary>Writes what is to be read out for one pair.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="answer">The answer that is taught.</param>
    /// <param name="labels">Overwritten, [targets].</param>
    public void WriteLabels(BinaryOperation operation, int answer, Span<int> labels)
    {
        labels[0] = answer;
        if (Template == PairTemplate.EquationEnd)
        {
            labels[1] = EndToken(operation);
        }
    }

    // ⟨eos⟩; "=" and the operators follow.
    private int EndToken(BinaryOperation operation) =>
        Math.Max(PublishedOperands, Math.Max(Operands(operation), operation.Answers));

    private int Operands(BinaryOperation operation) =>
        SeparateVocabularies ? operation.Left + operation.Right : Math.Max(operation.Left, operation.Right);
}

/// <summary>What stands around a pair.</summary>
public enum PairTemplate
{
    /// <summary>a, b, and perhaps "=".</summary>
    Pair,

    /// <summary>⟨eos⟩ a ∘ b =, with the answer read out at "=".</summary>
    Equation,

    /// <summary>⟨eos⟩ a ∘ b = c, with the answer read out at "=" and ⟨eos⟩ at c: both must be right (Power et al.
    /// 2022).</summary>
    EquationEnd,
}
