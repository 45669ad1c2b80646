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
            Sharing = AxisSharing.Both,
            Panels =
            [
                .. Enumerable.Range(0, maps.Heads).Select(head => Panel.Map(
                    $"head {head}", "b", "a", maps.Map(head, 0), ColourScale.Sequential("attention weight to a"))),
            ],
        };
    }
}
