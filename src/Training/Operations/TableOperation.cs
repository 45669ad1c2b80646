namespace Grokking.Training;

/// <summary>An operation whose answers are written out in a table; a group or addition modulo n where the table hides
/// one.</summary>
public sealed class TableOperation : BinaryOperation
{
    /// <summary>The id of this operation.</summary>
    public const string OperationId = "table";

    private readonly OperationTable table;

    /// <summary>The operation of a table.</summary>
    /// <exception cref="ArgumentException">The table is not one: the message says why.</exception>
    public TableOperation(OperationTable table)
        : base(OperationId, Checked(table).Left.Count, table.Right.Count, table.Answers.Count) => this.table = table;

    /// <inheritdoc/>
    public override string Description => $"a∘b by a table of {Left} times {Right} answers";

    /// <inheritdoc/>
    public override int Answer(int a, int b) => table.Cells[a * Right + b];

    /// <inheritdoc/>
    public override bool IsDefined(int a, int b) => table.Cells[a * Right + b] >= 0;

    /// <inheritdoc/>
    public override string NameOf(int operand) => table.Left[operand];

    /// <inheritdoc/>
    protected override Algebra FindAlgebra()
    {
        var answers = new int[Left, Right];
        foreach (var (pair, answer) in table.Cells.Index())
        {
            answers[pair / Right, pair % Right] = answer;
        }
        return GroupIsotopy.Find(answers, out _, table.Answers) is { } isotopy ? Algebra.Of(isotopy) : Algebra.Nothing;
    }

    private static OperationTable Checked(OperationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Problem() is { } problem ? throw new ArgumentException(problem, nameof(table)) : table;
    }
}
