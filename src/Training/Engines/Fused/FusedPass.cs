using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>
/// Runs pairs forward and backward between the tables and the loss. A thread takes a group of slots, block after block, each
/// from attention weights to gradients while it is in cache.
/// </summary>
internal sealed unsafe class FusedPass : IDisposable
{
    private readonly FusedShape shape;
    private readonly FusedTables tables;
    private readonly FusedTableGradients gradients;
    private readonly ThreadTeam team;
    private readonly ScratchPool<FusedScratch> scratches;
    private readonly PanelProduct panels = new();
    private readonly Action<int> runGroup;
    private FusedPlan plan = null!;
    private bool withGradients;
    private readonly LossKind loss;

    public FusedPass(
        FusedShape shape, FusedTables tables, FusedTableGradients gradients, FusedPairs pairs, ThreadTeam team, LossKind loss)
    {
        this.loss = loss;
        (this.shape, this.tables, this.gradients, Pairs, this.team) = (shape, tables, gradients, pairs, team);
        scratches = new ScratchPool<FusedScratch>(team, () => new FusedScratch(shape));
        runGroup = RunGroup;
    }

    /// <summary>What the pass keeps of each slot.</summary>
    public FusedPairs Pairs { get; }

    /// <summary>
    /// Loss and accuracy of a plan whose tables are computed; with gradients also those of the rows of first tokens and of
    /// each slot.
    /// </summary>
    public EvaluationSum Run(FusedPlan plan, bool withGradients)
    {
        (this.plan, this.withGradients) = (plan, withGradients);
        Pairs.Reserve(plan, withGradients);
        team.Run(plan.Groups, runGroup);
        return Pairs.Sum(plan);
    }

    /// <inheritdoc/>
    public void Dispose() => scratches.Dispose();

    private void RunGroup(int group)
    {
        var scratch = scratches.Rent();
        var (first, end) = plan.Group(group);
        for (var start = first; start < end; start += FusedScratch.BlockSlots)
        {
            var block = new Block(group, start, Math.Min(FusedScratch.BlockSlots, end - start), start == first,
                withGradients ? Pairs.Rows.Row(start) : scratch.Rows.Data);
            Weigh(block, scratch);
            Mix(block);
            ToLogits(block, scratch);
            Loss(block, scratch);
            if (withGradients)
            {
                LogitsBackward(block, scratch);
                MixBackward(block);
                RowsOfABackward(block);
            }
        }
        scratches.Return(scratch);
    }

    // A = r·softmax(scale·q·k) + (1 − r), head by head; lanes are slots.
    private void Weigh(Block block, FusedScratch scratch)
    {
        var (nCtx, queries) = (shape.NCtx, plan.LastRows.Count);
        var stride = scratch.Scores.Width;
        var scores = scratch.Scores.Data;
        for (var head = 0; head < shape.NHeads; head++)
        {
            for (var i = 0; i < block.Count; i++)
            {
                var slot = block.First + i;
                var ofQuery = tables.Scores.Row((head * queries) + Query(slot));
                scores[i] = ofQuery[plan.RowA[slot]];
                scores[stride + i] = ofQuery[plan.RowB[slot]];
                if (shape.HasConstantToken)
                {
                    scores[(2 * stride) + i] = ofQuery[plan.LastRows.First];
                }
            }
            Softmax(scores, stride, nCtx, block.Count, shape.Scale);
            Spread(block, head, scores, stride);
        }
    }

    private int Query(int slot) => shape.HasConstantToken ? 0 : plan.RowB[slot] - plan.LastRows.First;

    // The rows hold whole vectors; what lies behind the last slot is computed and not used.
    private static void Softmax(float* scores, int stride, int nCtx, int count, float scale)
    {
        for (var i = 0; i < count; i += Vector512<float>.Count)
        {
            var (s0, s1) = (Vector512.Load(scores + i) * scale, Vector512.Load(scores + stride + i) * scale);
            var s2 = nCtx == 3 ? Vector512.Load(scores + (2 * stride) + i) * scale : s1;
            var largest = Vector512.Max(Vector512.Max(s0, s1), s2);
            (s0, s1) = (Vector512.Exp(s0 - largest), Vector512.Exp(s1 - largest));
            s2 = nCtx == 3 ? Vector512.Exp(s2 - largest) : Vector512<float>.Zero;
            var sum = s0 + s1 + s2;
            (s0 / sum).Store(scores + i);
            (s1 / sum).Store(scores + stride + i);
            if (nCtx == 3)
            {
                (s2 / sum).Store(scores + (2 * stride) + i);
            }
        }
    }

    private void Spread(Block block, int head, float* softmax, int stride)
    {
        var (rate, heads, nCtx) = (shape.Rate, shape.NHeads, shape.NCtx);
        for (var i = 0; i < block.Count; i++)
        {
            var slot = block.First + i;
            for (var j = 0; j < nCtx; j++)
            {
                Pairs.Softmax.Row(slot)[(head * nCtx) + j] = softmax[(j * stride) + i];
            }
            Pairs.WeightsA.Row(slot)[head] = (rate * softmax[i]) + (1 - rate);
            Pairs.WeightsB.Row(slot)[head] = (rate * softmax[stride + i]) + (1 - rate);
            Pairs.WeightsB.Row(slot)[heads] = 1;
        }
    }

    private void Mix(Block block)
    {
        var headStride = (nint)plan.Rows * shape.Width;
        for (var i = 0; i < block.Count; i++)
        {
            var slot = block.First + i;
            PairKernels.Mix(block.Rows + (i * shape.Width), tables.Constant.Row(Query(slot)), tables.Values.Row(plan.RowA[slot]),
                tables.Values.Row(plan.RowB[slot]), headStride, Pairs.WeightsA.Row(slot), Pairs.WeightsB.Row(slot), shape.NHeads,
                shape.Width);
        }
    }

    // post = σ(pre);  logits = direct + post·W_L
    private void ToLogits(Block block, FusedScratch scratch)
    {
        for (var i = 0; i < block.Count; i++)
        {
            Activations.Forward(shape.Activation, Neurons(block, i), Neurons(scratch.Post, i));
        }
        panels.Multiply(block.Count, shape.DMlp, shape.Outputs, scratch.Post.Data, shape.Neurons, 1, tables.PackedForward.Data,
            block.Rows + shape.Neurons, shape.Width, accumulate: true);
    }

    private void Loss(Block block, FusedScratch scratch)
    {
        var scale = 1.0 / plan.Samples;
        for (var i = 0; i < block.Count; i++)
        {
            var slot = block.First + i;
            var label = plan.Labels[slot];
            var logits = new Span<float>(block.Rows + (i * shape.Width) + shape.Neurons, shape.Classes);
            (Pairs.Losses[slot], Pairs.Correct[slot]) =
                RowLoss.Judge(loss, logits, label, scale, withGradients ? logits : default, scratch.Shares);
        }
    }

    // forward: logits = direct + post·W_L;  post = σ(pre).  The gradient of the logits has taken their place.
    private void LogitsBackward(Block block, FusedScratch scratch)
    {
        var logits = block.Rows + shape.Neurons;
        panels.Pack(logits, shape.Width, block.Count, shape.Outputs, scratch.PackedGradient.Data, 0, block.Count);
        panels.Multiply(shape.DMlp, block.Count, shape.Outputs, scratch.Post.Data, 1, shape.Neurons, scratch.PackedGradient.Data,
            Pairs.NeuronsToLogits.Row(block.Group * Pairs.GroupRows), shape.Outputs, accumulate: !block.IsFirst);
        panels.Multiply(block.Count, shape.Classes, shape.Neurons, logits, shape.Width, 1, tables.PackedBackward.Data,
            scratch.PostGradient.Data, shape.Neurons, accumulate: false);
        for (var i = 0; i < block.Count; i++)
        {
            var pre = Neurons(block, i);
            Activations.Backward(shape.Activation, pre, Neurons(scratch.Post, i), Neurons(scratch.PostGradient, i), pre);
        }
    }

    // forward: row = constant + Σ_h (A_a·T_h[a] + A_b·T_h[b]);  A = r·S + (1 − r);  S = softmax(score)
    private void MixBackward(Block block)
    {
        var headStride = (nint)plan.Rows * shape.Width;
        for (var i = 0; i < block.Count; i++)
        {
            var slot = block.First + i;
            float* ofA = Pairs.ScoreGradientsA.Row(slot), ofB = Pairs.ScoreGradientsB.Row(slot);
            PairKernels.MixBackward(
                block.Rows + (i * shape.Width), tables.Values.Row(plan.RowA[slot]), tables.Values.Row(plan.RowB[slot]),
                headStride, ofA, ofB, shape.NHeads, shape.Width);
            for (var head = 0; head < shape.NHeads; head++)
            {
                // The constant token's weight is the rest, so its own gradient is zero.
                var softmax = Pairs.Softmax.Row(slot) + (head * shape.NCtx);
                var (gradientA, gradientB) = (shape.Rate * ofA[head], shape.Rate * ofB[head]);
                var mean = (softmax[0] * gradientA) + (softmax[1] * gradientB);
                ofA[head] = shape.Scale * softmax[0] * (gradientA - mean);
                ofB[head] = shape.Scale * softmax[1] * (gradientB - mean);
            }
        }
    }

    // All slots of a first token lie in this group: its table rows' gradients are summed here, run after run.
    private void RowsOfABackward(Block block)
    {
        var end = block.First + block.Count;
        for (var first = block.First; first < end;)
        {
            var row = plan.RowA[first];
            var (start, count) = plan.SlotsOfA(row);
            var run = Math.Min(end, start + count) - first;
            gradients.AddRowOfA(plan, Pairs, row, first, run, isFirst: first == start);
            first += run;
        }
    }

    private Span<float> Neurons(Block block, int i) => new(block.Rows + (i * shape.Width), shape.DMlp);

    private Span<float> Neurons(FloatTable table, int i) => new(table.Row(i), shape.DMlp);

    // Some slots of a group, and where their rows are.
    private readonly struct Block(int group, int first, int count, bool isFirst, float* rows)
    {
        public int Group => group;

        public int First => first;

        public int Count => count;

        public bool IsFirst => isFirst;

        public float* Rows => rows;
    }
}
