namespace Grokking.Training;

/// <summary>The built-in engine: every layer, forward and backward, on the CPU. The same bits at any number of threads.</summary>
public sealed class CpuEngine : IEngine
{
    /// <summary>The id of this engine.</summary>
    public const string EngineId = "cpu";

    private const int UpdateBlock = 1 << 14;

    // Evaluation in pieces bounds the memory of activations.
    private const int EvaluationBlock = 4096;

    private readonly EngineOptions options;
    private readonly ThreadTeam team;
    private readonly CpuNetwork network;
    private readonly RowLoop updateLoop;
    private readonly float[] weights;
    private readonly float[] gradients;
    private readonly ForwardPlan batchPlan = new();
    private readonly Dictionary<Examples, ForwardPlan[]> plans = new(ReferenceEqualityComparer.Instance);
    private readonly float[] mean;
    private readonly float[] square;
    private int steps;

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
        this.options = options;
        team = new ThreadTeam(Require.InRange(options.Threads, 1, 1024, "threads"));
        network = new CpuNetwork(architecture, team);
        updateLoop = new RowLoop(team, UpdateRange, UpdateBlock);
        weights = (float[])start.Buffer.Clone();
        gradients = new float[weights.Length];
        mean = new float[weights.Length];
        square = new float[weights.Length];
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
            return network.ForwardBackward(PlansOf(examples, examples.Count)[0], weights, gradients).Mean;
        }
        batchPlan.Set(Architecture, examples, rows, shareRows: true, readOutOnly: true);
        return network.ForwardBackward(batchPlan, weights, gradients).Mean;
    }

    /// <inheritdoc/>
    public void ApplyUpdate()
    {
        updateLoop.Run(weights.Length);
        steps++;
    }

    /// <inheritdoc/>
    public Evaluation Evaluate(Examples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var total = default(EvaluationSum);
        foreach (var plan in PlansOf(examples, EvaluationBlock))
        {
            total += network.Evaluate(plan, weights);
        }
        return total.Mean;
    }

    /// <inheritdoc/>
    public void CopyWeightsTo(Span<float> weights) => this.weights.CopyTo(weights);

    /// <inheritdoc/>
    public void CopyGradientsTo(Span<float> gradients) => this.gradients.CopyTo(gradients);

    /// <inheritdoc/>
    public AdamWState GetOptimizerState() => new(steps, (float[])mean.Clone(), (float[])square.Clone());

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<float> weights, AdamWState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Require.That(weights.Length == this.weights.Length && state.Mean.Length == weights.Length && state.Square.Length == weights.Length,
            $"expected {this.weights.Length} values of weights and of each moment.", nameof(state));
        weights.CopyTo(this.weights);
        state.Mean.CopyTo(mean, 0);
        state.Square.CopyTo(square, 0);
        steps = state.Step;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        team.Dispose();
    }

    private void UpdateRange(int first, int end)
    {
        var optimizer = options.Optimizer;
        var step = new AdamWStep(optimizer.RateAt(steps), optimizer.WeightDecay, optimizer.Beta1, optimizer.Beta2, optimizer.Epsilon, steps + 1);
        AdamWKernel.Update(weights.AsSpan(first..end), gradients.AsSpan(first..end), mean.AsSpan(first..end), square.AsSpan(first..end), step);
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
