using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>The operation's table, right and as the network answers it; of an addition in disguise also in the order in which it
/// adds.</summary>
public sealed record OperationTableFigure() : RunFigure<CheckpointEvaluation>("operation-table", RunSection.Logits)
{
    private const int MostCrosses = 1000;

    // Cells of the third panel: the sign says whether the answer is right, the size whether the pair was trained on.
    private const double Trained = 1;
    private const double Unseen = 0.4;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CheckpointEvaluation view)
    {
        var (table, algebra) = (view.Answers, view.Cyclic?.Algebra);
        var byNumber =
            new Order([.. Enumerable.Range(0, view.Operation.Left)], [.. Enumerable.Range(0, view.Operation.Right)], "a", "b");
        var colours = Colours(view.Operation, algebra);
        List<Panel> panels = [.. Pair(table, byNumber, colours, "")];
        if (algebra is { IsPlain: false })
        {
            panels.AddRange(
                Pair(table, new Order(algebra.Left, algebra.Right, "label of a", "label of b"), colours, " by label"));
        }
        return new Figure { Id = Id, Title = "The operation's table", Caption = Caption(study, view),
            Panels = [.. panels, Marks(table, byNumber)], Columns = 2 };
    }

    private static IEnumerable<Panel> Pair(AnswerTable table, Order order, (ColourScale Scale, int[] Of) colours, string suffix)
    {
        yield return Map("right" + suffix, table.Right);
        var network = Map("network" + suffix, table.Given);
        yield return network with { Traces = [.. network.Traces, .. Crosses(table, order)] };

        Panel Map(string title, Func<int, int, int?> answer) => Panel.Map(title, order.RightName, order.LeftName, Grid.Of(
            order.Left.Count, order.Right.Count,
            (row, column) => answer(order.Left[row], order.Right[column]) is { } known && colours.Of[known] >= 0
                ? colours.Of[known] : double.NaN), colours.Scale);
    }

    private static IEnumerable<PointTrace> Crosses(AnswerTable table, Order order)
    {
        var wrong = (from row in Enumerable.Range(0, order.Left.Count) from column in Enumerable.Range(0, order.Right.Count)
            where table.Given(
                order.Left[row], order.Right[column]) != table.Right(
                    order.Left[row], order.Right[column]) select (Row: row, Column: column)).ToList();
        return wrong.Count is 0 or > MostCrosses ? [] :
        [
            new PointTrace("wrong", wrong.Select(cell => cell.Column).ToArray(), wrong.Select(cell => cell.Row).ToArray())
                { Marker = MarkerShape.Cross, Size = 4, Colour = ColourRole.Ink, Key = "wrong" + order.LeftName },
        ];
    }

    private static Panel Marks(AnswerTable table, Order order) => Panel.Map("right or wrong", order.RightName, order.LeftName,
        Grid.Of(order.Left.Count, order.Right.Count, (a, b) => table.Right(a, b) is not { } right ? double.NaN
            : (table.IsTrained(a, b) == true ? Trained : Unseen) * (table.Given(a, b) == right ? 1 : -1)),
        ColourScale.Diverging("right (+) or wrong (−)", 1));

    private static (ColourScale Scale, int[] Of) Colours(BinaryOperation operation, Algebra.Cyclic? algebra)
    {
        var labels = Enumerable.Repeat(-1, operation.Answers).ToArray();
        foreach (var (label, answer) in (algebra?.Answer ?? [.. Enumerable.Range(0, operation.Answers)]).Index())
        {
            labels[answer] = label;
        }
        return (
            algebra is null
                ? ColourScale.Sequential("answer")
                : ColourScale.Cyclic(algebra.IsPlain ? "answer" : "label of the answer", algebra.Order), labels);
    }

    private static string Caption(ReportContext study, CheckpointEvaluation view)
    {
        var table = view.Answers;
        var (wrong, wrongTrained) = (table.Wrong(toTrained: false), table.Wrong(toTrained: true));
        return "Every pair with its right answer, with the network's (crosses mark wrong ones where they are few), and whether "
            + "that is right: above 0 what is right, at ±1 what was trained on, at ±0.4 what was not. Look for wrong answers "
            + "among the unseen pairs alone, and whether they lie in rows, columns or lines. "
            + (view.Split is { } split
                ? $"Here {Text.Count(wrong)} of {Text.Count(view.Operation.PairCount - split.Train.Count)} unseen pairs and "
                    + $"{Text.Count(wrongTrained)} of "
                    + $"{Text.Count(split.Train.Count)} shown ones are answered wrong."
                : $"Here {Text.Count(wrong + wrongTrained)} of {Text.Count(view.Operation.PairCount)} pairs are answered wrong; "
                    + "which were trained on is not known.")
            + (view.Cyclic?.Algebra is { IsPlain: false } algebra
                ? $" In the order of the labels ({algebra.Words}) the table is that of addition modulo {algebra.Order}: lines "
                    + "along which the answer is the same." : "");
    }

    private sealed record Order(IReadOnlyList<int> Left, IReadOnlyList<int> Right, string LeftName, string RightName);
}
