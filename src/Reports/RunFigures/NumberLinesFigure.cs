using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The number lines that neurons read, where they read any.</summary>
public sealed record NumberLinesFigure() : RunFigure<CyclicView>("number-lines", RunSection.Explanation)
{
    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view) =>
        Of(view) is { } figure ? figure with { Id = Id } : null;

    /// <summary>The figure of any checkpoint.</summary>
    /// <param name="view">The view of its network.</param>
    /// <returns>Null for a network whose neurons read no number line.</returns>
    public static Figure? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (IdealNetwork.Of(view)?.NumberLines is not { Count: > 0 } lines)
        {
            return null;
        }
        return Figure.Of("Number lines", [.. lines.Select(line => Panel(view, line))]) with
        {
            Caption = "What the neurons of a frequency receive, by the operand: numbers in the order of k·v modulo n. Neurons of a "
                + "clock or a pizza receive a wave. These receive a straight line, cut at one place, so that the numbers of two "
                + "operands add as the operands do, and neurons of many thresholds read the sum off: neither a clock nor a pizza. "
                + "Look for points on the line rather than on the wave; near the cut some may stand at the other end, n places "
                + "away, which is the same number modulo n. "
                + Text.List(lines.Select(line => $"{Text.Frequency(line.Frequency)}: {line.Neurons} neurons, of what they receive "
                    + $"the line holds {Text.Percent(line.LineShare)} and waves {Text.Percent(line.WaveShare)}")) + ".",
            Columns = Math.Min(lines.Count, 2),
        };
    }

    private static Panel Panel(CyclicView view, NumberLine line)
    {
        int[] order = [.. Enumerable.Range(0, view.N).OrderBy(x => line.Places[x])];
        double At(int x) => (long)line.Frequency * x % view.N;
        var wave = view.Basis.BandPass(new Matrix(view.N, 1, [.. line.Received]), line.Frequency).Span.ToArray();
        var mean = line.Received.Average();
        int[] round = [.. Enumerable.Range(0, view.N).OrderBy(At)];
        return new Panel
        {
            Title = Text.Frequency(line.Frequency),
            X = Axis.Linear(view.Algebra.IsPlain ? "k·v mod p" : "k·v mod n", -1, view.N),
            Y = Axis.Linear("place"),
            Traces =
            [
                .. Pieces(order, At).Select((piece, i) => new LineTrace(i == 0 ? "line" : "", piece.Select(At).ToArray(),
                    piece.Select(x => line.Places[x]).ToArray()) { Colour = ColourRole.Series(1), IsThin = true }),
                new LineTrace("wave", round.Select(At).ToArray(), round.Select(x => mean + wave[x]).ToArray())
                {
                    Colour = ColourRole.Series(2), Dash = LineDash.Dash, IsThin = true,
                },
                new PointTrace("received", round.Select(At).ToArray(), round.Select(x => line.Received[x]).ToArray())
                {
                    Colour = ColourRole.Series(0), Size = 6,
                    Hover = [.. round.Select(x => $"number {view.Pairs.Activations.Operation.NameOf(view.Algebra.Left[x])}")],
                },
            ],
        };
    }

    // The line goes on where the order does: each piece rises by steps of one.
    private static List<List<int>> Pieces(int[] order, Func<int, double> at)
    {
        List<List<int>> pieces = [];
        foreach (var x in order)
        {
            if (pieces.Count == 0 || at(x) < at(pieces[^1][^1]))
            {
                pieces.Add([]);
            }
            pieces[^1].Add(x);
        }
        return pieces;
    }
}
