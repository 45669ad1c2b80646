namespace Grokking.Training;

/// <summary>Weights on their way: the flat buffers of weights and gradient, and the update that moves them.</summary>
internal sealed class OptimizerLoop : IDisposable
{
    private readonly Optimizer optimizer;
    private readonly TrainedWeights trained;
    private readonly UpdateStage[] stages;
    private readonly (int Offset, float[] Saved)[] untrained;
    private readonly float[] withoutNoise;
    private int steps;

    /// <summary>Starts from a copy of <paramref name="start"/>.</summary>
    public OptimizerLoop(Weights start, Optimizer optimizer, ThreadTeam team)
    {
        this.optimizer = optimizer;
        trained = new TrainedWeights(start, team);
        stages = [.. optimizer.Stages(trained)];
        untrained = [.. start.Table.All.Where(parameter => !parameter.Spec.IsTrained)
            .Select(parameter => (parameter.Offset, new float[parameter.Count]))];
        withoutNoise = optimizer.WeightNoise > 0 ? new float[Weights.Length] : [];
    }

    /// <summary>The flat weight buffer; its memory does not move.</summary>
    public float[] Weights => trained.Values;

    /// <summary>The flat gradient buffer; its memory does not move.</summary>
    public float[] Gradients => trained.Gradients;

    /// <summary>Number of updates done.</summary>
    public int Steps => steps;

    /// <summary>Adds the noise of this step to the weights, where there is any: before a gradient is taken.</summary>
    public void AddNoise()
    {
        if (optimizer.WeightNoise == 0)
        {
            return;
        }
        Weights.CopyTo(withoutNoise, 0);
        var noise = new CounterNoise(optimizer.NoiseSeed, steps, DecayStage.WeightStream);
        foreach (var parameter in trained.Table.All.Where(parameter => parameter.Spec.IsTrained))
        {
            for (var i = parameter.Offset; i < parameter.Offset + parameter.Count; i++)
            {
                Weights[i] = (float)(Weights[i] + (optimizer.WeightNoise * noise.Normal(i)));
            }
        }
    }

    /// <summary>Puts the weights back to what they were without noise.</summary>
    public void TakeNoiseOff()
    {
        if (optimizer.WeightNoise == 0)
        {
            return;
        }
        foreach (var parameter in trained.Table.All.Where(parameter => parameter.Spec.IsTrained))
        {
            TrainedWeights.Of(withoutNoise, parameter).CopyTo(TrainedWeights.Of(Weights, parameter));
        }
    }

    /// <summary>One update from <see cref="Gradients"/>. What is no weight that is trained stays.</summary>
    public void ApplyUpdate()
    {
        foreach (var (offset, saved) in untrained)
        {
            Weights.AsSpan(offset, saved.Length).CopyTo(saved);
        }
        foreach (var stage in stages)
        {
            stage.Run(steps);
        }
        foreach (var (offset, saved) in untrained)
        {
            saved.CopyTo(Weights.AsSpan(offset));
        }
        steps++;
    }

    /// <summary>A copy of what the optimizer remembers.</summary>
    public OptimizerState GetState() =>
        new(steps, stages.SelectMany(stage => stage.State).ToDictionary(item => item.Name, item => (float[])item.Values.Clone()));

    /// <summary>Goes on from copies of these weights and this state; what another optimizer remembered is left out.</summary>
    /// <exception cref="ArgumentException">They are of another size.</exception>
    public void Restore(ReadOnlySpan<float> weights, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Require.That(
            weights.Length == Weights.Length, $"expected {Weights.Length} weights, got {weights.Length}.", nameof(weights));
        weights.CopyTo(Weights);
        foreach (var stage in stages)
        {
            stage.Restore(state);
        }
        steps = state.Step;
    }

    /// <summary>Frees what matrix products took.</summary>
    public void Dispose() => trained.Dispose();
}

/// <summary>The flat buffers that an update works on.</summary>
internal sealed class TrainedWeights : IDisposable
{
    private readonly Lazy<MatrixProduct> product;

    /// <summary>Starts from a copy of <paramref name="start"/>.</summary>
    public TrainedWeights(Weights start, ThreadTeam team)
    {
        (Table, Team) = (start.Table, team);
        Values = GC.AllocateUninitializedArray<float>(start.Buffer.Length, pinned: true);
        start.Buffer.CopyTo(Values, 0);
        Gradients = GC.AllocateArray<float>(Values.Length, pinned: true);
        product = new(() => new MatrixProduct(team));
    }

    /// <summary>Where each parameter lies.</summary>
    public ParameterTable Table { get; }

    /// <summary>The threads.</summary>
    public ThreadTeam Team { get; }

    /// <summary>The weights; the memory does not move.</summary>
    public float[] Values { get; }

    /// <summary>The gradient; the memory does not move.</summary>
    public float[] Gradients { get; }

    /// <summary>Matrix products on the threads.</summary>
    public MatrixProduct Product => product.Value;

    /// <summary>A parameter's part of a buffer.</summary>
    public static Span<float> Of(float[] buffer, Parameter parameter) => buffer.AsSpan(parameter.Offset, parameter.Count);

    /// <summary>Frees what matrix products took.</summary>
    public void Dispose()
    {
        if (product.IsValueCreated)
        {
            product.Value.Dispose();
        }
    }
}

/// <summary>What an optimizer remembers between updates.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="Arrays">
/// By name, each in the order of the flat weight buffer: <c>mean</c> and <c>square</c> of AdamW, <c>momentum</c>, <c>start</c>,
/// <c>filter</c> or <c>filter-0</c>, <c>filter-1</c>, … A filter that has seen no gradient has none.
/// </param>
public sealed record OptimizerState(int Step, IReadOnlyDictionary<string, float[]> Arrays)
{
    /// <summary>AdamW's state before the first update.</summary>
    /// <param name="count">Length of the flat weight buffer.</param>
    public static OptimizerState Zero(int count) => OfAdamW(0, new float[count], new float[count]);

    /// <summary>AdamW's state.</summary>
    /// <param name="step">Number of updates done.</param>
    /// <param name="mean">Running mean of gradients.</param>
    /// <param name="square">Running mean of squared gradients.</param>
    public static OptimizerState OfAdamW(int step, float[] mean, float[] square) =>
        new(step, new Dictionary<string, float[]> { [AdamW.MeanName] = mean, [AdamW.SquareName] = square });

    /// <summary>One of its arrays.</summary>
    /// <exception cref="KeyNotFoundException">It has none of that name.</exception>
    public float[] this[string name] => Arrays[name];
}
