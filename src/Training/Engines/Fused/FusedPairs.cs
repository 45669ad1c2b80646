namespace Grokking.Training;

/// <summary>What a pass keeps of each slot, and of each group of slots.</summary>
internal sealed unsafe class FusedPairs : IDisposable
{
    private readonly FusedShape shape;

    public FusedPairs(FusedShape shape)
    {
        this.shape = shape;
        Rows = new FloatTable(shape.Width);
        (WeightsA, WeightsB) = (new FloatTable(shape.NHeads), new FloatTable(shape.NHeads + 1));
        Softmax = new FloatTable(shape.NHeads * shape.NCtx);
        (ScoreGradientsA, ScoreGradientsB) = (new FloatTable(shape.NHeads), new FloatTable(shape.NHeads));
        NeuronsToLogits = new FloatTable(shape.Outputs);
    }

    /// <summary>Neurons and logits, then their gradients, [slots, width]; only with gradients.</summary>
    public FloatTable Rows { get; }

    /// <summary>Attention weights of the first token, [slots, n_heads].</summary>
    public FloatTable WeightsA { get; }

    /// <summary>Attention weights of the second token, then a 1, [slots, n_heads + 1].</summary>
    public FloatTable WeightsB { get; }

    /// <summary>Softmax of the scores, [slots, n_heads · n_ctx].</summary>
    public FloatTable Softmax { get; }

    /// <summary>Gradients of the scores of the first token, [slots, n_heads].</summary>
    public FloatTable ScoreGradientsA { get; }

    /// <summary>Gradients of the scores of the second token, [slots, n_heads].</summary>
    public FloatTable ScoreGradientsB { get; }

    /// <summary>Each group's part of the gradient of W_L, [groups · <see cref="GroupRows"/>, outputs].</summary>
    public FloatTable NeuronsToLogits { get; }

    /// <summary>Rows that a group has in <see cref="NeuronsToLogits"/>: the neurons up to whole kernel tiles.</summary>
    public int GroupRows => PanelProduct.RoundUp(shape.DMlp, PanelProduct.RowUnit);

    /// <summary>Loss of each slot, nats.</summary>
    public double[] Losses { get; private set; } = [];

    /// <summary>Whether each slot's largest logit is the answer's.</summary>
    public bool[] Correct { get; private set; } = [];

    /// <summary>Makes room for a plan.</summary>
    public void Reserve(FusedPlan plan, bool withGradients)
    {
        var slots = PanelProduct.RoundUp(plan.Slots, PanelProduct.RowUnit);
        foreach (var table in (ReadOnlySpan<FloatTable>)[WeightsA, WeightsB, Softmax, ScoreGradientsA, ScoreGradientsB])
        {
            table.Reserve(slots);
        }
        if (withGradients)
        {
            Rows.Reserve(slots);
            NeuronsToLogits.Reserve(plan.Groups * GroupRows);
        }
        if (Losses.Length < slots)
        {
            (Losses, Correct) = (new double[slots], new bool[slots]);
        }
    }

    /// <summary>The sums over all pairs, group after group.</summary>
    public EvaluationSum Sum(FusedPlan plan)
    {
        var total = default(EvaluationSum);
        for (var group = 0; group < plan.Groups; group++)
        {
            var (first, end) = plan.Group(group);
            total += EvaluationSum.Of(Losses.AsSpan(first..end), Correct.AsSpan(first..end));
        }
        return total;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in new[] { Rows, WeightsA, WeightsB, Softmax, ScoreGradientsA, ScoreGradientsB, NeuronsToLogits })
        {
            table.Dispose();
        }
    }
}
