namespace Grokking.Training;

/// <summary>The built-in engine: every layer, forward and backward, on the CPU. The same bits at any number of threads.</summary>
public sealed class CpuEngine : IEngine
{
    /// <summary>The id of this engine.</summary>
    public const string EngineId = "cpu";

    // Evaluation in pieces bounds the memory of activations.
    private const int EvaluationBlock = 4096;

    private readonly ThreadTeam team;
    private readonly CpuNetwork network;
    private readonly OptimizerLoop trained;
    private readonly ForwardPlan batchPlan = new();
    private readonly Dictionary<Examples, ForwardPlan[]> plans = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes room and starts the threads.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="start">Its weights at the start, copied.</param>
    /// <param name="options">Optimizer and threads.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is below 1.</exception>
    public CpuEngine(Architecture architecture, Weights start, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        team = new ThreadTeam(Require.InRange(options.Threads, 1, 1024, "threads"));
        network = new CpuNetwork(architecture, team);
        trained = new OptimizerLoop(start, options.Optimizer, team);
    }

    /// <inheritdoc/>
    public string Id => EngineId;

    /// <inheritdoc/>
    public Architecture Architecture => network.Architecture;

    /// <inheritdoc/>
    public Evaluation ComputeGradients(Examples examples, ReadOnlySpan<int> rows = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (rows.IsEmpty)
        {
            return network.ForwardBackward(PlansOf(examples, examples.Count)[0], trained.Weights, trained.Gradients).Mean;
        }
        batchPlan.Set(Architecture, examples, rows, shareRows: true, readOutOnly: true);
        return network.ForwardBackward(batchPlan, trained.Weights, trained.Gradients).Mean;
    }

    /// <inheritdoc/>
    public void ApplyUpdate() => trained.ApplyUpdate();

    /// <inheritdoc/>
    public Evaluation Evaluate(Examples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var total = default(EvaluationSum);
        foreach (var plan in PlansOf(examples, EvaluationBlock))
        {
            total += network.Evaluate(plan, trained.Weights);
        }
        return total.Mean;
    }

    /// <inheritdoc/>
    public void CopyWeightsTo(Span<float> weights) => trained.Weights.CopyTo(weights);

    /// <inheritdoc/>
    public void CopyGradientsTo(Span<float> gradients) => trained.Gradients.CopyTo(gradients);

    /// <inheritdoc/>
    public AdamWState GetOptimizerState() => trained.GetState();

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<float> weights, AdamWState state) => trained.Restore(weights, state);

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        team.Dispose();
    }

    // Each set of examples is planned once for each block size; only training and test sets come here, so few are kept.
    private ForwardPlan[] PlansOf(Examples examples, int blockSize) =>
        plans.TryGetValue(examples, out var known) && known[0].Samples == Math.Min(blockSize, examples.Count)
            ? known
            : plans[examples] = MakePlans(examples, blockSize);

    private ForwardPlan[] MakePlans(Examples examples, int blockSize) =>
    [
        .. Enumerable.Range(0, examples.Count).Chunk(blockSize).Select(rows =>
        {
            var plan = new ForwardPlan();
            plan.Set(Architecture, examples, rows, shareRows: true, readOutOnly: true);
            return plan;
        }),
    ];
}

/// <summary>Weights on their way: the flat buffers of weights, gradient and AdamW's moments, and the update that moves them.</summary>
internal sealed class OptimizerLoop
{
    private const int UpdateBlock = 1 << 14;

    private readonly AdamW optimizer;
    private readonly RowLoop updateLoop;
    private readonly float[] mean;
    private readonly float[] square;
    private int steps;

    /// <summary>Starts from a copy of <paramref name="start"/>.</summary>
    public OptimizerLoop(Weights start, AdamW optimizer, ThreadTeam team)
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
