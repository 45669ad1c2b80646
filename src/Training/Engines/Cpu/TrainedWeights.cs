namespace Grokking.Training;

/// <summary>Weights on their way: the flat buffers of weights, gradient and AdamW's moments, and the update that moves them.</summary>
internal sealed class TrainedWeights
{
    private const int UpdateBlock = 1 << 14;

    private readonly AdamW optimizer;
    private readonly RowLoop updateLoop;
    private readonly float[] mean;
    private readonly float[] square;
    private int steps;

    /// <summary>Starts from a copy of <paramref name="start"/>.</summary>
    public TrainedWeights(Weights start, AdamW optimizer, ThreadTeam team)
    {
        this.optimizer = optimizer;
        Weights = GC.AllocateUninitializedArray<float>(start.Buffer.Length, pinned: true);
        start.Buffer.CopyTo(Weights, 0);
        Gradients = GC.AllocateArray<float>(Weights.Length, pinned: true);
        mean = new float[Weights.Length];
        square = new float[Weights.Length];
        updateLoop = new RowLoop(team, UpdateRange, UpdateBlock);
    }

    /// <summary>The flat weight buffer; its memory does not move.</summary>
    public float[] Weights { get; }

    /// <summary>The flat gradient buffer; its memory does not move.</summary>
    public float[] Gradients { get; }

    /// <summary>One AdamW update from <see cref="Gradients"/>.</summary>
    public void ApplyUpdate()
    {
        updateLoop.Run(Weights.Length);
        steps++;
    }

    /// <summary>A copy of what the optimizer remembers.</summary>
    public AdamWState GetState() => new(steps, (float[])mean.Clone(), (float[])square.Clone());

    /// <summary>Goes on from copies of these weights and this state.</summary>
    /// <exception cref="ArgumentException">They are of another size.</exception>
    public void Restore(ReadOnlySpan<float> weights, AdamWState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Require.That(weights.Length == Weights.Length && state.Mean.Length == weights.Length && state.Square.Length == weights.Length,
            $"expected {Weights.Length} values of weights and of each moment.", nameof(state));
        weights.CopyTo(Weights);
        state.Mean.CopyTo(mean, 0);
        state.Square.CopyTo(square, 0);
        steps = state.Step;
    }

    private void UpdateRange(int first, int end)
    {
        var step = new AdamWStep(optimizer.RateAt(steps), optimizer.WeightDecay, optimizer.Beta1, optimizer.Beta2, optimizer.Epsilon, steps + 1);
        AdamWKernel.Update(Weights.AsSpan(first..end), Gradients.AsSpan(first..end), mean.AsSpan(first..end), square.AsSpan(first..end), step);
    }
}
