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
    private readonly Dropout? dropout;
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
        network = new CpuNetwork(architecture, team, options.Loss, forTraining: true);
        trained = new OptimizerLoop(start, options.Optimizer, team);
        dropout = options.Dropout > 0 ? new Dropout(options.Dropout, options.Optimizer.NoiseSeed) : null;
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
            return Gradients(PlansOf(examples, examples.Count)[0]);
        }
        Plan(batchPlan, examples, rows);
        return Gradients(batchPlan);
    }

    /// <inheritdoc/>
    public void ApplyUpdate()
    {
        trained.ApplyUpdate();
        network.AfterUpdate(trained.Weights);
    }

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
    public OptimizerState GetOptimizerState() => trained.GetState();

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<float> weights, OptimizerState state) => trained.Restore(weights, state);

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        trained.Dispose();
        team.Dispose();
    }

    private Evaluation Gradients(ForwardPlan plan)
    {
        trained.AddNoise();
        var evaluation = network.ForwardBackward(plan, trained.Weights, trained.Gradients, Dropout());
        trained.TakeNoiseOff();
        return evaluation.Mean;
    }

    private Dropout? Dropout()
    {
        dropout?.Step = trained.Steps;
        return dropout;
    }

    // What is dropped of one example is not what is dropped of another that begins alike: each then has its own rows. Without a
    // stream nothing is dropped before the positions come together.
    private void Plan(ForwardPlan plan, Examples examples, ReadOnlySpan<int> rows) =>
        plan.Set(
            Architecture, examples, rows, shareRows: dropout is null || Architecture.Layers.Any(layer => layer is Combine),
            readOutOnly: true, sharePrefixes: dropout is null);

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
            Plan(plan, examples, rows);
            return plan;
        }),
    ];
}
