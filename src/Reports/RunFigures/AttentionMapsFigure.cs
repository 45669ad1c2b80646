using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>Attention to a as a function of the pair, head by head.</summary>
public sealed record AttentionMapsFigure() : RunFigure("attention-maps", RunSection.Attention)
{
    // Weights come in single precision.
    private const double Rounding = 1e-6;

    /// <inheritdoc/>
    public override Figure? Draw(ReportContext study)
    {
        var operation = study.Operation;
        if (AttentionMaps.Of(study.Evaluation.Pairs, operation.Left, operation.Right) is not { } maps || !operation.IsTotal)
        {
            return null;
        }
        // Weights that are the same for every pair are told by their means: there is nothing to see in them.
        if (Enumerable.Range(0, maps.Heads).All(head => IsConstant(maps.Map(head, 0))))
        {
            return null;
        }
        var means = Enumerable.Range(0, maps.Heads).Select(maps.Means).ToList();
        return new Figure
        {
            Id = Id,
            Title = "Attention to a",
            Caption = "How much the last position attends to the first operand, for every pair. "
                + (operation.Algebra is Training.Algebra.Cyclic { IsPlain: true }
                    ? "Look for stripes: a periodic function of a and b whose period is that of the head's frequency. "
                    : "Look for rows, columns and blocks: operands that a head treats alike. ")
                + "On average the heads give a "
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

    private static bool IsConstant(Matrix map)
    {
        var cells = map.Span.ToArray();
        return cells.Max() - cells.Min() < Rounding;
    }
}
