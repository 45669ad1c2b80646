namespace Grokking.Training;

/// <summary>
/// A binary operation to be learned from some of its pairs: a left operand 0..Left−1, a right operand 0..Right−1, an answer
/// 0..Answers−1. It need not be defined for every pair. One of your own is registered with
/// <see cref="OperationCatalogue.Register"/>. Immutable; safe for concurrent use.
/// </summary>
public abstract class BinaryOperation
{
    /// <summary>Most operands of a side, and most answers: pairs and their logits must stay countable.</summary>
    public const int LargestSize = 1009;

    private readonly Lazy<int[]> pairs;
    private readonly Lazy<int[]> rows;
    private readonly Lazy<Algebra> algebra;

    /// <summary>An operation of the given sizes.</summary>
    /// <param name="id">Its id on the command line and in files; never changes once released.</param>
    /// <param name="left">Number of left operands, 1 to <see cref="LargestSize"/>.</param>
    /// <param name="right">Number of right operands, as many at most.</param>
    /// <param name="answers">Number of answers, as many at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    protected BinaryOperation(string id, int left, int right, int answers)
    {
        Id = id;
        Left = Require.InRange(left, 1, LargestSize);
        Right = Require.InRange(right, 1, LargestSize);
        Answers = Require.InRange(answers, 1, LargestSize);
        pairs = new(() => [.. ListPairs()]);
        rows = new(FindRows);
        algebra = new(FindAlgebra);
    }

    /// <summary>Its id on the command line and in files.</summary>
    public string Id { get; }

    /// <summary>The operation in one line, for example <c>a + b mod 113</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Number of left operands.</summary>
    public int Left { get; }

    /// <summary>Number of right operands.</summary>
    public int Right { get; }

    /// <summary>Number of answers.</summary>
    public int Answers { get; }

    /// <summary>The pairs on which it is defined, as indices a·Right + b, in the order in which a split shuffles them.</summary>
    public IReadOnlyList<int> Pairs => pairs.Value;

    /// <summary>The place of a pair in <see cref="Pairs"/>.</summary>
    /// <param name="pair">The index of a pair on which it is defined.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pair.</exception>
    public int RowOf(int pair) =>
        Require.InRange(rows.Value[Require.InRange(pair, 0, (Left * Right) - 1)], 0, PairCount - 1, nameof(pair));

    /// <summary>Number of pairs on which it is defined.</summary>
    public int PairCount => pairs.Value.Length;

    /// <summary>Whether it is defined on every pair, and lists them in the order of their indices.</summary>
    public bool IsTotal => PairCount == Left * Right && pairs.Value[0] == 0 && pairs.Value[^1] == PairCount - 1;

    /// <summary>Its algebraic structure, as far as a view knows it.</summary>
    public Algebra Algebra => algebra.Value;

    /// <summary>The answer to a pair, 0..Answers−1; called only where the operation is defined.</summary>
    /// <param name="a">Left operand, 0..Left−1.</param>
    /// <param name="b">Right operand, 0..Right−1.</param>
    public abstract int Answer(int a, int b);

    /// <summary>Whether the operation is defined on a pair.</summary>
    public virtual bool IsDefined(int a, int b) => true;

    /// <summary>What an operand of the left side is called: its number unless the operation has names.</summary>
    public virtual string NameOf(int operand) => operand.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The id and the sizes, for a debugger and a failing test.</summary>
    public override string ToString() => $"{Id} [{Left}, {Right}] to {Answers}";

    /// <summary>The pairs on which it is defined, each once; those of the left operand 0 first unless overridden.</summary>
    protected virtual IEnumerable<int> ListPairs() =>
        from a in Enumerable.Range(0, Left) from b in Enumerable.Range(0, Right) where IsDefined(a, b) select a * Right + b;

    /// <summary>Finds the structure; called once. None unless overridden.</summary>
    protected virtual Algebra FindAlgebra() => Algebra.Nothing;

    private int[] FindRows()
    {
        int[] found = [.. Enumerable.Repeat(-1, Left * Right)];
        foreach (var (row, pair) in pairs.Value.Index())
        {
            found[pair] = row;
        }
        return found;
    }
}

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
