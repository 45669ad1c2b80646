using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>What each head reads off a number before the softmax, and the one frequency that explains it.</summary>
public sealed record AttentionScoresFigure() : RunFigure<CyclicView>("attention-scores", RunSection.Attention)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (HeadScore.Of(view) is not { } heads)
        {
            return null;
        }
        return new Figure
        {
            Id = Id,
            Title = "Attention scores of a number",
            Caption = "The score C(v) that each head gives number v seen from \"=\", the numbers in the order of their angle k·v "
                + "at the head's frequency, and its best wave of that frequency. Attention to a is a sigmoid of "
                + "C(a) − C(b) (Nanda et al. 2023). Look for points that lie on the wave. Here "
                + Text.List(
                    heads.Select(head =>
                        $"head {head.Head} follows k = {head.Frequency} ({Text.Percent(head.FractionExplained)} of the variance)")) + ".",
            Panels = [.. heads.Select(head => HeadPanel(study, view, head))],
            PanelAspect = 1.7,
        };
    }

    private static Panel HeadPanel(ReportContext study, CyclicView view, HeadScore head)
    {
        var order = AngleOrder.Of(view.N, head.Frequency);
        int[] places = [.. Enumerable.Range(0, view.N)];
        var mean = head.Scores.Average();
        var norm = Math.Sqrt(view.N / 2.0);
        double Wave(int v)
        {
            var angle = 2 * Math.PI * head.Frequency * v / view.N;
            return mean + (((head.Cosine * Math.Cos(angle)) + (head.Sine * Math.Sin(angle))) / norm);
        }
        return new Panel
        {
            Title = $"head {head.Head}, k = {head.Frequency}, {Text.Percent(head.FractionExplained)}",
            X = Axis.Linear($"{(view.Algebra.IsPlain ? "number" : "label")} v, by k·v mod p"),
            Y = Axis.Linear("score C(v)"),
            Traces =
            [
                new LineTrace(
                    "best wave", places, order.Select(Wave).ToArray()) { Colour = ColourRole.Muted, Key = $"wave-{head.Head}" },
                new PointTrace($"score, {Text.Frequency(head.Frequency)}", places, order.Select(v => head.Scores[v]).ToArray())
                {
                    Colour = study.ColourOf(head.Frequency), Size = 4, Key = $"score-{head.Head}",
                    Hover = [.. order.Select(v => $"number {v}: {Text.Number(head.Scores[v])}")],
                },
            ],
        };
    }
}
