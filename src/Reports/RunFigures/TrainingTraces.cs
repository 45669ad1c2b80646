using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>How a loss is drawn: on which axis, and beside what.</summary>
internal static class LossScale
{
    /// <summary>The logarithmic axis of a loss.</summary>
    /// <param name="title">What it is.</param>
    /// <param name="loss">The loss that the network was trained with: a squared error has no unit.</param>
    public static Axis Axis(string title, Training.LossKind loss) =>
        Reports.Axis.Log(title, loss == Training.LossKind.Mse ? "" : "nats");

    /// <summary>A loss with its unit.</summary>
    public static string Words(double? value, Training.LossKind loss) =>
        Text.Number(value) + (loss == Training.LossKind.Mse ? "" : " nats");

    /// <summary>A line at the loss of a network that knows nothing: equal shares for all answers, or zeros under a squared
    /// error.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="loss">The loss that the network was trained with.</param>
    public static ReferenceLine Guessing(Training.BinaryOperation operation, Training.LossKind loss) =>
        loss == Training.LossKind.Mse
        ? ReferenceLine.Horizontal(1.0 / operation.Answers, $"1/{operation.Answers}")
        : ReferenceLine.Horizontal(Math.Log(operation.Answers), $"ln {operation.Answers}");
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

    /// <summary>What parts have of the embedding at each checkpoint, as a heat map: a column a checkpoint, a row a
    /// part.</summary>
    /// <param name="study">The run.</param>
    /// <param name="rows">The axis of the parts.</param>
    /// <param name="parts">The parts on it.</param>
    /// <param name="shares">For each of the run's embeddings, the share of each part.</param>
    /// <param name="name">What the colour says.</param>
    public static Panel EmbeddingShares(
        ReportContext study, Axis rows, Values parts, IReadOnlyList<double[]> shares, string name) => new()
    {
        X = Steps,
        Y = rows,
        Regions = PhaseRegions(study),
        // Cells hide the shade of a region: its ends show where it is.
        Lines = [.. PhaseRegions(study).SelectMany(region => new[] { region.From, region.To }).Distinct()
            .Where(step => step > 0 && step < study.FinalStep).Select(step => ReferenceLine.Vertical(step))],
        Traces =
        [
            new HeatMapTrace(
                name, Grid.Of(shares[0].Length, shares.Count, (part, i) => shares[i][part]), ColourScale.Sequential(name, 0))
            {
                X = study.Embeddings.Select(item => item.Step).ToArray(),
                Y = parts,
            },
        ],
    };

    /// <summary>The phases in a sentence, or why there are none.</summary>
    public static string PhaseSentence(ReportContext study)
    {
        var phases = study.Phases;
        return phases.Outcome switch
        {
            LearningOutcome.Grokked =>
                $"Here memorisation ends at step {At(phases.Memorisation)}, circuit formation at {At(phases.CircuitFormation)}, "
                + (phases.Cleanup is { Finished: true }
                ? $"cleanup at {At(phases.Cleanup)}." : "and cleanup had not ended when training did."),
            LearningOutcome.MemorisedOnly =>
                "This run memorised its training pairs and had not begun to generalise when it ended.",
            LearningOutcome.GeneralisedAtOnce => "This run generalised as it learned: there is no delay to explain.",
            LearningOutcome.NotLearned => "This run had not learned its training pairs when it ended.",
            _ => "Without test pairs, phases cannot be told.",
        };
    }

    private static string At(Phase? phase) => phase is null ? "–" : Text.Count(phase.To);
}
