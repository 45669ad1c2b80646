namespace Grokking.Reports;

/// <summary>Losses and accuracies over steps: the delay.</summary>
public sealed record LossCurvesFigure() : RunFigure("loss-curves", RunSection.Training)
{
    /// <inheritdoc/>
    public override Figure? Draw(ReportContext study)
    {
        if (study.Metrics.Count == 0)
        {
            return null;
        }
        var steps = study.Metrics.Select(row => row.Step).ToArray();
        var regions = TrainingTraces.PhaseRegions(study);
        return new Figure
        {
            Id = Id,
            Title = "Loss and accuracy over training",
            Caption = Caption(study),
            Columns = 1,
            PanelAspect = 2.6,
            Sharing = AxisSharing.X,
            Panels =
            [
                new Panel
                {
                    X = TrainingTraces.Steps, Y = LossScale.Axis("loss over all classes", study.Loss), Regions = regions,
                        Lines = [LossScale.Guessing(study.Operation, study.Loss)],
                    Traces = [.. Traces(study, steps, row => row.TrainLoss, row => row.TestLoss)],
                },
                new Panel
                {
                    X = TrainingTraces.Steps, Y = Axis.Linear("accuracy", 0, 1.02), Regions = regions,
                    Traces = [.. Traces(study, steps, row => row.TrainAccuracy, row => row.TestAccuracy), .. MirrorUnseen(study)],
                    Lines = [ReferenceLine.Horizontal(1.0 / study.Operation.Answers, "chance")],
                },
            ],
        };
    }

    private static IEnumerable<Trace> Traces(
        ReportContext study, int[] steps, Func<Training.MetricsRow, double> train, Func<Training.MetricsRow, double?> test)
    {
        yield return new LineTrace("train", steps, study.Metrics.Select(train).ToArray()) { Colour = ColourRole.Train };
        if (study.Metrics.Any(row => test(row) is not null))
        {
            yield return new LineTrace(
                "test", steps, study.Metrics.Select(row => test(row) ?? double.NaN).ToArray()) { Colour = ColourRole.Test };
        }
    }

    private static string Honest(ReportContext study)
    {
        // Where order matters, the mirror of a pair has another answer.
        if (study.Evaluation.Cyclic is null || !study.Timeline.Has("test_mirror_unseen_accuracy")
            || study.Phases.CircuitFormation is not { } formation)
        {
            return "";
        }
        var middle = Enumerable.Range(0, study.Timeline.Steps.Count)
            .MinBy(i => Math.Abs(study.Timeline.Steps[i] - ((formation.From + formation.To) / 2)));
        return study.Timeline["test_mirror_unseen_accuracy"][middle] is not { } unseen ? ""
            : " What is answered early is b + a of a sum that was shown: of the pairs whose mirror was not trained on either, "
                + $"the network has {Text.Percent(unseen)} right at step {Text.Count(study.Timeline.Steps[middle])}, of all test "
                + $"pairs {Text.Percent(study.Timeline["test_accuracy"][middle])}; chance is "
                + $"{Text.Percent(1.0 / study.Operation.Answers)}.";
    }

    // Of a test pair whose mirror was trained on, a network that takes a and b alike has been shown the answer.
    private static IEnumerable<Trace> MirrorUnseen(ReportContext study) =>
        TrainingTraces.Column(study.Timeline, "test_mirror_unseen_accuracy", "test, mirror unseen", ColourRole.Series(5))
            is { } line ? [line] : [];

    private static string Caption(ReportContext study)
    {
        var train = study.Metrics.FirstOrDefault(row => row.TrainAccuracy >= 0.99)?.Step;
        var test = study.Metrics.FirstOrDefault(row => row.TestAccuracy >= 0.99)?.Step;
        var times = (train, test) switch
        {
            ({ } a, { } b) =>
                $"The training pairs are learned (99 %) at step {Text.Count(a)}, the unseen pairs at step {Text.Count(b)}, "
                    + $"{Text.Count(b - a)} steps later.",
            ({ } a, null) =>
                $"The training pairs are learned (99 %) at step {Text.Count(a)}; the unseen pairs are not by step "
                    + $"{Text.Count(study.FinalStep)}.",
            _ => $"The training pairs are not learned (99 %) by step {Text.Count(study.FinalStep)}.",
        };
        return "Look for the gap between the two curves: the network fits what it saw long before it answers what it did not "
            + "see. "
            + times + Honest(study) + " " + TrainingTraces.PhaseSentence(study);
    }
}
