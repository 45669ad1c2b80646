using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>What breaks when one frequency at a time is cut out of the logits.</summary>
public sealed record AblationsFigure() : RunFigure<CyclicView>("ablations", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Ablations.Count == 0)
        {
            return null;
        }
        var (all, kept) =
            (study.Analysis.Ablations.First(row => !row.Kept && row.Frequencies.Count == study.KeyFrequencies.Count),
            study.Analysis.Ablations.First(row => row.Kept));
        var each = view.Basis.Frequencies.ToDictionary(k => k, k => Ablation.Remove(view, k).Scores.All);
        return new Figure
        {
            Id = Id,
            Title = "Every frequency cut out of the logits, one at a time",
            Caption = "Loss and accuracy over all pairs when one frequency, its eight components in a and b for every class, is "
                + "cut out of the logits; the unnamed dashed line is the loss with nothing cut. Look for a few points far above "
                + $"the rest: what the network computes with. Here accuracy is {Text.Percent(study.Analysis.Accuracy.All)} with "
                + $"nothing cut, {Text.Percent(all.Accuracy.All)} without all key frequencies and "
                + $"{Text.Percent(kept.Accuracy.All)} with them alone; the loss goes from {Text.Number(study.Analysis.Loss.All)} "
                + $"to {Text.Number(all.Loss.All)} and {LossScale.Words(kept.Loss.All, study.Loss)}.",
            Columns = 1,
            PanelAspect = 2.6,
            Sharing = AxisSharing.X,
            Panels =
            [
                new Panel
                {
                    X = Axis.Linear("frequency k cut out"),
                        Y = LossScale.Axis("loss", study.Loss)
                            with { Maximum = 8 * Math.Max(
                                each.Values.Max(score => score.Loss), Math.Log(study.Operation.Answers)) },
                                    Traces = [.. Points(study, each, score => score.Loss, Text.Number)],
                    Lines = [ReferenceLine.Horizontal(study.Analysis.Loss.All ?? 1),
                        LossScale.Guessing(study.Operation, study.Loss)],
                },
                new Panel
                {
                    X = Axis.Linear("frequency k cut out"), Y = Axis.Linear("accuracy", 0, 1.3),
                    Traces = [.. Points(study, each, score => score.Accuracy, Text.Percent)],
                },
            ],
        };
    }

    // The key frequencies carry their values; the others are what they stand out from.
    private static IEnumerable<PointTrace> Points(
        ReportContext study, Dictionary<int, Score> each, Func<Score, double> value, Func<double?, string> words)
    {
        int[] rest = [.. each.Keys.Except(study.KeyFrequencies)];
        yield return new PointTrace(
            "other", rest, rest.Select(k => value(each[k])).ToArray()) { Colour = ColourRole.Muted, Size = 6,
            Hover = [.. rest.Select(k => Hover(k))] };
        foreach (var k in study.KeyFrequencies)
        {
            yield return new PointTrace(Text.Frequency(k), new[] { k }, new[] { value(each[k]) })
            {
                Colour = study.ColourOf(k), Size = 10, Labels = [words(value(each[k]))], Hover = [Hover(k)],
            };
        }

        string Hover(int k) =>
            $"{Text.Frequency(k)}: loss {Text.Number(each[k].Loss)}, accuracy {Text.Percent(each[k].Accuracy)}";
    }
}
