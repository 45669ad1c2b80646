using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>
/// Gradients of the tables, gathered from the pairs. A table row sums over its own uses in a fixed order, and one thread sums
/// a row.
/// </summary>
internal sealed unsafe class FusedTableGradients : IDisposable
{
    private const int NeuronBlock = 64;

    private readonly FusedShape shape;
    private readonly ThreadTeam team;
    private readonly Action<int> gather;
    private readonly Action<int> sumHead;
    private readonly FloatTable one = new(1);
    private readonly FloatTable headSums;
    private FusedPlan plan = null!;
    private FusedPairs pairs = null!;

    public FusedTableGradients(FusedShape shape, ThreadTeam team)
    {
        (this.shape, this.team) = (shape, team);
        Values = new FloatTable(shape.Width);
        Constant = new FloatTable(shape.Width);
        Bias = new FloatTable(shape.Width);
        Scores = new FloatTable(PanelProduct.RoundUp(shape.NCtx * shape.DVocab, FusedShape.ColumnUnit));
        NeuronsToLogits = new FloatTable(shape.Outputs);
        headSums = new FloatTable(shape.Width);
        Bias.Reserve(1);
        NeuronsToLogits.Reserve(shape.DMlp);
        headSums.Reserve(shape.NHeads + 1);
        one.Reserve(1);
        *one.Data = 1;
        gather = Gather;
        sumHead = SumHead;
    }

    /// <summary>Gradient of T, [n_heads · rows, width]; behind it the sums over each second token's pairs, [rows,
    /// width].</summary>
    public FloatTable Values { get; }

    /// <summary>Gradient of what a pair gets whatever its attention, [last rows, width].</summary>
    public FloatTable Constant { get; }

    /// <summary>Its sum, [1, width]: the gradient of the biases.</summary>
    public FloatTable Bias { get; }

    /// <summary>Gradient of q·k, row h·(last rows) + query, column: table row of the key.</summary>
    public FloatTable Scores { get; }

    /// <summary>Gradient of W_L, [neurons, outputs].</summary>
    public FloatTable NeuronsToLogits { get; }

    /// <summary>Makes room and clears what a pass adds to.</summary>
    public void Begin(FusedPlan plan)
    {
        Values.Reserve((shape.NHeads + 1) * plan.Rows);
        Constant.Reserve(plan.LastRows.Count);
        Scores.Reserve(shape.NHeads * plan.LastRows.Count);
        Scores.Rows(0, shape.NHeads * plan.LastRows.Count).Span.Clear();
    }

    /// <summary>Adds a run of slots to the rows of their first token.</summary>
    public void AddRowOfA(FusedPlan plan, FusedPairs pairs, int row, int first, int count, bool isFirst)
    {
        fixed (int* slots = plan.Ascending)
        {
            PairKernels.WeightedSums(
                Values.Row(row), (nint)plan.Rows * shape.Width, pairs.Rows.Data, slots + first, pairs.WeightsA.Data,
                shape.NHeads, count, shape.NHeads, shape.Width, accumulate: !isFirst);
            AddScores(plan, pairs.ScoreGradientsA, row, new ReadOnlySpan<int>(slots + first, count));
        }
    }

    /// <summary>All that is left once every pair has its gradient.</summary>
    public void Finish(FusedPlan plan, FusedPairs pairs)
    {
        (this.plan, this.pairs) = (plan, pairs);
        team.Run(plan.RowsB.Count + ((shape.DMlp + NeuronBlock - 1) / NeuronBlock), gather);
        if (shape.HasConstantToken)
        {
            team.Run(shape.NHeads + 1, sumHead);
            FinishConstantToken();
        }
        var queries = plan.LastRows.Count;
        if (!shape.HasConstantToken)
        {
            Values.Rows((shape.NHeads * plan.Rows) + plan.RowsB.First, queries).Span.CopyTo(Constant.Rows(0, queries).Span);
        }
        var bias = Bias.Rows(0, 1).Span;
        bias.Clear();
        VectorOps.ColumnSums(Constant.Rows(0, queries).Span, shape.Width, bias);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in new[] { one, headSums, Values, Constant, Bias, Scores, NeuronsToLogits })
        {
            table.Dispose();
        }
    }

    private void AddScores(FusedPlan plan, FloatTable gradients, int row, ReadOnlySpan<int> slots)
    {
        var queries = plan.LastRows.Count;
        foreach (var slot in slots)
        {
            var query = shape.HasConstantToken ? 0 : plan.RowB[slot] - plan.LastRows.First;
            for (var head = 0; head < shape.NHeads; head++)
            {
                Scores.Row((head * queries) + query)[row] += gradients.Row(slot)[head];
            }
        }
    }

    // The rows of second tokens, then blocks of W_L.
    private void Gather(int part)
    {
        if (part >= plan.RowsB.Count)
        {
            var first = (part - plan.RowsB.Count) * NeuronBlock;
            SumGroups(first, Math.Min(shape.DMlp, first + NeuronBlock));
            return;
        }
        var row = plan.RowsB.First + part;
        var (start, count) = plan.UsesOfB(row);
        fixed (int* slots = plan.SlotsByB)
        {
            PairKernels.WeightedSums(
                Values.Row(row), (nint)plan.Rows * shape.Width, pairs.Rows.Data, slots + start, pairs.WeightsB.Data,
                shape.NHeads + 1, count, shape.NHeads + 1, shape.Width, accumulate: false);
            AddScores(plan, pairs.ScoreGradientsB, row, new ReadOnlySpan<int>(slots + start, count));
        }
    }

    private void SumGroups(int first, int end)
    {
        var target = NeuronsToLogits.Rows(first, end - first).Span;
        pairs.NeuronsToLogits.Rows(first, end - first).Span.CopyTo(target);
        for (var group = 1; group < plan.Groups; group++)
        {
            VectorOps.Add(target, pairs.NeuronsToLogits.Rows((group * pairs.GroupRows) + first, end - first).Span);
        }
    }

    // The sum over all rows but the constant token's; of the pairs' own sums, over the rows of second tokens.
    private void SumHead(int head)
    {
        var first = head == shape.NHeads ? plan.RowsB.First : 0;
        fixed (int* rows = plan.Ascending)
        {
            PairKernels.WeightedSums(headSums.Row(head), 0, Values.Row((head * plan.Rows) + first), rows, one.Data, 0,
                plan.Rows - 1 - first, 1, shape.Width, accumulate: false);
        }
        if (head < shape.NHeads)
        {
            var scores = Scores.Rows(head, 1, plan.Rows).Row(0);
            scores[^1] = -TensorPrimitives.Sum(scores[..^1]);
        }
    }

    // forward: Σ_{j < last} A_j·(T_j − T_last) + κ·T_last.  A pair's score gradients sum to zero over its keys.
    private void FinishConstantToken()
    {
        var total = headSums.Rows(shape.NHeads, 1).Row(0);
        total.CopyTo(Constant.Rows(0, 1).Row(0));
        for (var head = 0; head < shape.NHeads; head++)
        {
            var target = Values.Rows(((head + 1) * plan.Rows) - 1, 1).Row(0);
            TensorPrimitives.Multiply(total, shape.KeyWeight, target);
            TensorPrimitives.Subtract(target, headSums.Rows(head, 1).Row(0), target);
        }
    }
}
