namespace Grokking.Reports;

/// <summary>Losses and accuracies over steps: the delay.</summary>
public sealed record LossCurvesFigure() : RunFigure("loss-curves", RunSection.Training)
{
    /// <inheritdoc/>
    public override Figure Draw(ReportContext study)
    {
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
                    X = TrainingTraces.Steps, Y = Axis.Log("loss", "nats"), Regions = regions,
                    Traces = [.. Traces(study, steps, row => row.TrainLoss, row => row.TestLoss)],
                },
                new Panel
                {
                    X = TrainingTraces.Steps, Y = Axis.Linear("accuracy", 0, 1.02), Regions = regions,
                    Traces = [.. Traces(study, steps, row => row.TrainAccuracy, row => row.TestAccuracy)],
                    Lines = [ReferenceLine.Horizontal(1.0 / study.Run.Operation.Answers, "chance")],
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
            yield return new LineTrace("test", steps, study.Metrics.Select(row => test(row) ?? double.NaN).ToArray()) { Colour = ColourRole.Test };
        }
    }

    private static string Caption(ReportContext study)
    {
        var train = study.Metrics.FirstOrDefault(row => row.TrainAccuracy >= 0.99)?.Step;
        var test = study.Metrics.FirstOrDefault(row => row.TestAccuracy >= 0.99)?.Step;
        var times = (train, test) switch
        {
            ({ } a, { } b) => $"The training pairs are learned (99 %) at step {Text.Count(a)}, the unseen pairs at step {Text.Count(b)}, {Text.Count(b - a)} steps later.",
            ({ } a, null) => $"The training pairs are learned (99 %) at step {Text.Count(a)}; the unseen pairs are not by step {Text.Count(study.FinalStep)}.",
            _ => $"The training pairs are not learned (99 %) by step {Text.Count(study.FinalStep)}.",
        };
        return "Look for the gap between the two curves: the network fits what it saw long before it answers what it did not see. "
            + times + " " + TrainingTraces.PhaseSentence(study);
    }
}
