using Grokking.Training;

namespace Grokking.Interp;

/// <summary>A table of measures over training: one row for each checkpoint, one column for each measure. Immutable.</summary>
public sealed class Timeline
{
    private const string StepColumn = "step";

    private readonly Dictionary<string, double?[]> values;

    /// <summary>A table from its rows.</summary>
    /// <param name="columns">Names of the columns, without the step.</param>
    /// <param name="rows">Steps, ascending, each with a value (or null) for every column.</param>
    /// <exception cref="ArgumentException">A column is named twice, a row has another length, or steps do not ascend.</exception>
    public Timeline(IReadOnlyList<string> columns, IEnumerable<TimelineRow> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        Columns = [.. columns];
        Rows = [.. rows];
        Steps = [.. Rows.Select(row => row.Step)];
        Require.That(Columns.Distinct().Count() == Columns.Count, "expected different names.", nameof(columns));
        var width = Columns.Count;
        Require.That(Rows.All(row => row.Values.Count == width), $"expected {width} values in every row.", nameof(rows));
        Require.That(Steps.Zip(Steps.Skip(1)).All(pair => pair.First < pair.Second), "expected ascending steps.", nameof(rows));
        values = Columns.Index().ToDictionary(
            column => column.Item, column => Rows.Select(row => row.Values[column.Index]).ToArray());
    }

    /// <summary>Names of the columns, without the step.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Number of updates done at each checkpoint, ascending.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>The rows, by step.</summary>
    public IReadOnlyList<TimelineRow> Rows { get; }

    /// <summary>One column, in the order of <see cref="Steps"/>; null where there is no value.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message names the nearest.</exception>
    public IReadOnlyList<double?> this[string column] => Column(column);

    /// <summary>Whether there is a column of that name.</summary>
    public bool Has(string column) => values.ContainsKey(column);

    /// <summary>One column, in the order of <see cref="Steps"/>; null where there is no value.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message names the nearest.</exception>
    public IReadOnlyList<double?> Column(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Require.That(values.ContainsKey(name), $"column '{name}' is unknown.{Suggest.Among(name, Columns)}", nameof(name));
        return values[name];
    }

    /// <summary>
    /// Measures checkpoints one after the other; only one is held at a time, so that memory does not grow with their number.
    /// </summary>
    /// <param name="checkpoints">Steps, ascending, with the model of each; read lazily, once.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="split">Which pairs were trained on; null when not known.</param>
    /// <param name="keyFrequencies">The key frequencies of all rows, or the numbers of a group's key representations: those of
    /// the final checkpoint.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    /// <param name="progress">Told the step of each row that is done; null for none.</param>
    /// <param name="loss">The loss that the run was trained with.</param>
    /// <param name="cancellation">Looked at before each row.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Timeline Compute(
        IEnumerable<(int Step, Model Model)> checkpoints,
        BinaryOperation operation,
        Split? split,
        IReadOnlyList<int> keyFrequencies,
        MeasureSet? measures = null,
        IProgress<int>? progress = null,
        LossKind loss = LossKind.CrossEntropy,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        ArgumentNullException.ThrowIfNull(keyFrequencies);
        var rows = new List<TimelineRow>();
        foreach (var (step, model) in checkpoints)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(
                TimelineRow.Measure(
                    step, new CheckpointEvaluation(FullBatchActivations.Of(model, operation, loss: loss), split, keyFrequencies),
                    measures));
            progress?.Report(step);
        }
        return new Timeline(TimelineRow.Columns(operation, keyFrequencies, measures), rows);
    }

    /// <summary>The table with its columns' types: steps are whole numbers, and every measure is a number or missing.</summary>
    public TypedTable ToTypedTable()
    {
        var measures = Columns.Select((name, i) => new Column<TimelineRow>(name, row => row.Values[i]));
        return TypedTable.Of([new(StepColumn, row => row.Step), .. measures], Rows);
    }

    /// <summary>Writes a CSV file as a whole or not at all. Numbers round-trip exactly; an absent value is empty.</summary>
    /// <exception cref="IOException">It could not be written; an earlier file of that name is as it was.</exception>
    public void WriteFile(string path) => ToTypedTable().WriteCsv(path);

    /// <summary>Reads a CSV file as <see cref="WriteFile"/> writes it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not such a table; the message names the file and line.</exception>
    public static Timeline ReadFile(string path) => ParseCsv(InputFile.ReadText(path), path);

    /// <summary>Reads a table as <see cref="WriteFile"/> writes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What messages call it: a file name.</param>
    /// <exception cref="InvalidDataException">Not such a table; the message names the source and line.</exception>
    internal static Timeline ParseCsv(string text, string source)
    {
        var table = TypedTable.ParseCsv(
            text, source,
            name => name == StepColumn ? new Column(name, typeof(int), false) : new Column(name, typeof(double), true));
        if (table.Columns[0].Name != StepColumn)
        {
            throw new InvalidDataException(
                $"{source}, line 1: expected a header that starts with '{StepColumn}', got "
                    + $"'{ForeignText.Show(table.Columns[0].Name)}'.");
        }
        try
        {
            return new Timeline(
                [.. table.Columns.Skip(1).Select(column => column.Name)],
                table[0]
                    .Select((step, row) =>
                        new TimelineRow(
                            (int)step!,
                            [.. Enumerable.Range(1, table.Columns.Count - 1).Select(column => (double?)table[column][row])])));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{source}: expected columns of different names, and ascending steps.", error);
        }
    }
}

/// <summary>The measures of one checkpoint.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="Values">One value a column; null where there is none.</param>
public sealed record TimelineRow(int Step, IReadOnlyList<double?> Values)
{
    /// <summary>The columns that <see cref="Measure"/> fills: the id of each measure that the operation has, then each measure of
    /// frequencies for each key frequency.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="keyFrequencies">The key frequencies, or the numbers of a group's key representations.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    public static IReadOnlyList<string> Columns(
        BinaryOperation operation, IReadOnlyList<int> keyFrequencies, MeasureSet? measures = null) =>
        (measures ?? MeasureSet.Default).Columns(operation, keyFrequencies);

    /// <summary>Measures a checkpoint, with the key frequencies that it was given.</summary>
    /// <param name="step">Number of updates done.</param>
    /// <param name="evaluation">The checkpoint under study.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    public static TimelineRow Measure(int step, CheckpointEvaluation evaluation, MeasureSet? measures = null)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var set = measures ?? MeasureSet.Default;
        return new TimelineRow(step,
        [
            .. set.For(evaluation.Operation).Select(measure => measure.Of(evaluation).Value),
            .. evaluation.Cyclic is { } view
                ? set.PerFrequency.SelectMany(measure => view.KeyFrequencies.Select(k => measure.Of(view, k).Value))
                : [],
            .. evaluation.View<RepresentationView>() is { } group
                ? set.PerRepresentation.SelectMany(measure => group.KeyIrreps.Select(irrep => measure.Of(group, irrep).Value))
                : [],
        ]);
    }
}
