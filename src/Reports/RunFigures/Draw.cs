using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Parts that several figures share.</summary>
internal static class Draw
{
    /// <summary>The axis of all figures over training.</summary>
    public static Axis Steps { get; } = Axis.Linear("step");

    /// <summary>The phases of training as shaded regions.</summary>
    public static IReadOnlyList<Region> PhaseRegions(RunStudy study)
    {
        var phases = study.Phases;
        (Phase? Phase, string Name)[] named =
            [(phases.Memorization, "memorisation"), (phases.CircuitFormation, "circuit formation"), (phases.Cleanup, "cleanup")];
        return [.. named.Where(item => item.Phase is not null).Select(item => new Region(item.Phase!.From, item.Phase.To, item.Name))];
    }

    /// <summary>A timeline column as a line; absent values are gaps. Null when the column is absent or empty.</summary>
    public static LineTrace? Column(Timeline timeline, string column, string name, ColourRole colour) =>
        timeline.Has(column) && timeline[column].Any(value => value is not null)
            ? new LineTrace(name, timeline.Steps.ToArray(), timeline[column].Select(value => value ?? double.NaN).ToArray()) { Colour = colour }
            : null;

    /// <summary>The phases in a sentence, or why there are none.</summary>
    public static string PhaseSentence(RunStudy study)
    {
        var phases = study.Phases;
        return phases.Outcome switch
        {
            LearningOutcome.Grokked =>
                $"Here memorisation ends at step {At(phases.Memorization)}, circuit formation at {At(phases.CircuitFormation)}, "
                + (phases.Cleanup is { Finished: true } ? $"cleanup at {At(phases.Cleanup)}." : "and cleanup had not ended when training did."),
            LearningOutcome.MemorizedOnly => "This run memorised its training pairs and had not begun to generalise when it ended.",
            LearningOutcome.GeneralizedAtOnce => "This run generalised as it learned: there is no delay to explain.",
            LearningOutcome.NotLearned => "This run had not learned its training pairs when it ended.",
            _ => "Without test pairs, phases cannot be told.",
        };
    }

    /// <summary>A square panel of a table whose rows lie along the y axis.</summary>
    /// <param name="title">Heading of the panel; empty for a lone one.</param>
    /// <param name="x">What the columns are.</param>
    /// <param name="y">What the rows are.</param>
    /// <param name="cells">The table.</param>
    /// <param name="scale">Colours.</param>
    public static Panel SquareMap(string title, string x, string y, Grid cells, ColourScale scale) => new()
    {
        Title = title,
        X = Axis.Linear(x),
        Y = Axis.Linear(y),
        HasEqualAspect = true,
        Traces = [new HeatMapTrace(scale.Title, cells, scale) { Key = title }],
    };

    /// <summary>A table [rows, columns] as the cells of a heat map.</summary>
    public static Grid Cells(Matrix matrix) => Grid.FromFlat(matrix.Rows, matrix.Columns, matrix.Span);

    private static string At(Phase? phase) => phase is null ? "–" : Text.Count(phase.To);
}
