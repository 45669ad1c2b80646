using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The loss of guessing, beside which every loss is read.</summary>
internal static class Guessing
{
    /// <summary>A line at the loss of equal probabilities for all answers.</summary>
    public static ReferenceLine Line(Training.BinaryOperation operation) => ReferenceLine.Horizontal(Math.Log(operation.Answers), $"ln {operation.Answers}");
}

/// <summary>Parts that several figures share.</summary>
internal static class TrainingTraces
{
    /// <summary>The axis of all figures over training.</summary>
    public static Axis Steps { get; } = Axis.Linear("step");

    /// <summary>The phases of training as shaded regions.</summary>
    public static IReadOnlyList<Region> PhaseRegions(ReportContext study) => Region.Of(study.Phases);

    /// <summary>A timeline column as a line; absent values are gaps. Null when the column is absent or empty.</summary>
    public static LineTrace? Column(Timeline timeline, string column, string name, ColourRole colour) =>
        timeline.Has(column) && timeline[column].Any(value => value is not null)
            ? timeline.Line(column, name, colour)
            : null;

    /// <summary>The phases in a sentence, or why there are none.</summary>
    public static string PhaseSentence(ReportContext study)
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

    private static string At(Phase? phase) => phase is null ? "–" : Text.Count(phase.To);
}
