using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Attention to a as a function of the pair, head by head.</summary>
public sealed record AttentionMapsFigure() : RunFigure("attention-maps", RunSection.Attention)
{
    /// <inheritdoc/>
    public override Figure? Draw(RunStudy study)
    {
        if (AttentionMaps.Of(study.Specimen) is not { } maps)
        {
            return null;
        }
        var numbers = Enumerable.Range(0, study.P).ToArray();
        var means = Enumerable.Range(0, maps.Heads).Select(maps.Means).ToList();
        return new Figure
        {
            Id = Id,
            Title = "Attention to a",
            Caption = "How much the last position attends to the first number, for every pair. Look for stripes: a periodic function of a and b "
                + "whose period is that of the head's frequency. On average the heads give a "
                + Text.List(means.Select(mean => Text.Number(mean[0]))) + (maps.Keys > 2
                    ? ", and \"=\" " + Text.List(means.Select(mean => Text.Number(mean[2]))) + "."
                    : "."),
            Panels =
            [
                .. Enumerable.Range(0, maps.Heads).Select(head => new Panel
                {
                    Title = $"head {head}",
                    X = Axis.Linear("b"),
                    Y = Axis.Linear("a"),
                    HasEqualAspect = true,
                    Traces =
                    [
                        new HeatMapTrace("attention to a", Reports.Draw.Cells(maps.Map(head, 0)), ColourScale.Sequential("attention weight"))
                        {
                            Key = $"head-{head}", X = numbers, Y = numbers,
                        },
                    ],
                }),
            ],
            Sharing = AxisSharing.Both,
        };
    }
}
