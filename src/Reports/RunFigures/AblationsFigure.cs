using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>What breaks when frequencies are cut out of the logits.</summary>
public sealed record AblationsFigure() : RunFigure<CyclicView>("ablations", RunSection.Logits)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (study.Analysis.Ablations.Count == 0)
        {
            return null;
        }
        var rows = study.Analysis.Ablations;
        string[] names = ["nothing cut", .. rows.Select(row => Name(row, study.KeyFrequencies.Count))];
        double[] losses = [study.Analysis.Loss.All ?? double.NaN, .. rows.Select(row => row.Loss.All ?? double.NaN)];
        double[] accuracies = [study.Analysis.Accuracy.All ?? double.NaN, .. rows.Select(row => row.Accuracy.All ?? double.NaN)];
        return new Figure
        {
            Id = Id,
            Title = "Cutting frequencies out of the logits",
            Caption = "Loss and accuracy over all pairs when a key frequency (its eight components in a and b, for every class) is cut out of the logits, when all are, and when all "
                + "else is. Look for damage from each cut, collapse when all are cut, and none when only they are kept: then they are what the network computes with. "
                + Observed(study, rows),
            Columns = 1,
            PanelAspect = 2.8,
            Panels =
            [
                new Panel { X = Axis.Category(""), Y = Axis.Log("loss", "nats"), Traces = [new BarTrace("", names, losses) { Key = "loss", Colour = ColourRole.Series(0) }] },
                new Panel { X = Axis.Category("cut out of the logits"), Y = Axis.Linear("accuracy", 0, 1.02), Traces = [new BarTrace("", names, accuracies) { Key = "accuracy", Colour = ColourRole.Series(0) }] },
            ],
        };
    }

    private static string Name(AnalysisAblation row, int keys) => row switch
    {
        { Kept: true } => "all else",
        { Frequencies.Count: 1 } when keys > 1 => $"k = {row.Frequencies[0]}",
        _ => "all key",
    };

    private static string Observed(ReportContext study, IReadOnlyList<AnalysisAblation> rows)
    {
        var all = rows.First(row => !row.Kept && row.Frequencies.Count == study.KeyFrequencies.Count);
        var kept = rows.First(row => row.Kept);
        return $"Here accuracy is {Text.Percent(study.Analysis.Accuracy.All)} with nothing cut, {Text.Percent(all.Accuracy.All)} without the key frequencies and "
            + $"{Text.Percent(kept.Accuracy.All)} with them alone.";
    }
}
