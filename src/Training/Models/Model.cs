namespace Grokking.Training;

/// <summary>
/// An architecture with weights, ready to run on any examples with every activation in reach. Runs on the CPU engine; keeps
/// its buffers between runs. Not safe for concurrent use.
/// </summary>
public sealed class Model
{
    // One team for all models of a process: they take turns, so that analyses side by side do not crowd the cores.
    private static readonly Lazy<ThreadTeam> SharedTeam = new(() => new ThreadTeam(Environment.ProcessorCount));

    private readonly ForwardPlan plan = new();
    private readonly Lazy<CpuNetwork> network;

    /// <summary>Joins an architecture and weights, which are shared, not copied.</summary>
    /// <exception cref="ArgumentException">The weights are laid out for another architecture.</exception>
    public Model(Architecture architecture, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(weights);
        Require.That(weights.Buffer.Length == architecture.Parameters.Count,
            $"expected {architecture.Parameters.Count} values for the architecture, got {weights.Buffer.Length}.", nameof(weights));
        Architecture = architecture;
        Weights = weights;
        network = new Lazy<CpuNetwork>(() => new CpuNetwork(architecture, SharedTeam.Value));
    }

    /// <summary>The list of layers.</summary>
    public Architecture Architecture { get; }

    /// <summary>The weights; changing them changes what the next run computes.</summary>
    public Weights Weights { get; }

    /// <summary>Logits at the last position, with hooks that see, and may change, activations on the way.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="hooks">Those of one name run in the order given.</param>
    /// <returns>[batch, d_vocab_out], with its own memory.</returns>
    /// <exception cref="ArgumentException">The architecture has no hook point of a given name.</exception>
    public Tensor Run(Examples examples, params IReadOnlyList<Hook> hooks)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        var positions = hooks.Count == 0 ? Positions.ReadOut : Positions.All;
        return Run(examples, hooks, positions);
    }

    /// <summary>As <see cref="Run(Examples, IReadOnlyList{Hook})"/>, choosing which positions of the last block exist.</summary>
    /// <inheritdoc cref="Run(Examples, IReadOnlyList{Hook})"/>
    public Tensor Run(Examples examples, IReadOnlyList<Hook> hooks, Positions positions)
    {
        ArgumentNullException.ThrowIfNull(examples);
        Require.That(Architecture.NCtx is null || examples.NCtx == Architecture.NCtx,
            $"expected {Architecture.NCtx} tokens an example, got {examples.NCtx}.", nameof(examples));
        var set = hooks.Count == 0 ? null : new HookSet(Architecture, hooks);
        var rows = Enumerable.Range(0, examples.Count).ToArray();
        lock (SharedTeam)
        {
            var shareRows = set is null || !set.NeedsOwnRows(Architecture);
            plan.Set(Architecture, examples, rows, shareRows, positions == Positions.ReadOut);
            var logits = network.Value.Forward(plan, Weights.Buffer, set);
            return new Tensor(new Shape(examples.Count, Architecture.DVocabOut), logits.Values.ToArray());
        }
    }

    /// <summary>Runs and keeps copies of activations.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="names">Hook points to keep; all when null.</param>
    /// <param name="positions">Which positions of the last block to compute.</param>
    /// <exception cref="ArgumentException">The architecture has no hook point of a given name.</exception>
    public ActivationCache RunWithCache(
        Examples examples, IReadOnlyCollection<string>? names = null, Positions positions = Positions.All)
    {
        var kept = new Dictionary<string, Tensor>();
        var hooks = (names ?? [.. Architecture.HookPoints])
            .Select(name => new Hook(name, activation => kept[name] = activation.Clone()))
            .ToList();
        var logits = Run(examples, hooks, positions);
        return new ActivationCache(kept, logits);
    }

    /// <summary>
    /// Gradients of weighted sums of logits with respect to the token embeddings (<c>hook_embed</c>), example by example: what a
    /// circuit's symmetry is measured with. One forward pass serves them all.
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="count">Number of sums.</param>
    /// <param name="logitWeights">Fills the weights of sum i, [batch, d_vocab_out], which are zero before.</param>
    /// <param name="visit">Shown the gradient of sum i, [batch, pos, d_model], which the next one overwrites.</param>
    public void EmbeddingGradients(Examples examples, int count, Action<int, Tensor> logitWeights, Action<int, Tensor> visit)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var logits = new Shape(examples.Count, Architecture.DVocabOut);
        var embeddings = new Shape(examples.Count, examples.NCtx, Architecture.DModel);
        lock (SharedTeam)
        {
            plan.Set(Architecture, examples, [.. Enumerable.Range(0, examples.Count)], shareRows: false, readOutOnly: true);
            network.Value.EmbeddingGradients(plan, Weights.Buffer, count,
                (i, memory) => logitWeights(i, new Tensor(logits, memory)),
                (i, memory) => visit(i, new Tensor(embeddings, memory)));
        }
    }
}
