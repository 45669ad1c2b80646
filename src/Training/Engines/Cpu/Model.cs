namespace Grokking.Training;

/// <summary>
/// An architecture with weights, ready to run on any examples with every activation in reach. Runs on the CPU engine, whose
/// buffers all models share. Threads may run it at once while nobody changes its weights, and so may a hook of a run.
/// </summary>
public sealed class Model
{
    // Blocks of pairs whose activations stay in the caches take half the time of 12,769 pairs at once, and bound the memory.
    private const int Block = 1024;

    /// <summary>Joins an architecture and weights, which are shared, not copied.</summary>
    /// <exception cref="ArgumentException">The weights are laid out for another architecture.</exception>
    public Model(Architecture architecture, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(weights);
        Require.That(weights.Buffer.Length == architecture.Parameters.Count,
            $"expected {architecture.Parameters.Count} values for the architecture, got {weights.Buffer.Length}.",
            nameof(weights));
        Architecture = architecture;
        Weights = weights;
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
        ArgumentNullException.ThrowIfNull(hooks);
        // Hooks are promised the whole batch.
        return RunInBlocks(examples, hooks, positions, hooks.Count == 0 ? Block : examples.Count, static _ => { });
    }

    /// <summary>The logits under each of several interventions: what comes before the first layer that any of them sees is
    /// computed once for all.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="interventions">The hooks of each; those of one name run in the order given.</param>
    /// <param name="positions">Which positions of the last block to compute.</param>
    /// <param name="visit">Shown the number of each and its logits, [batch, d_vocab_out], which the next overwrites.</param>
    /// <exception cref="ArgumentException">The architecture has no hook point of a given name.</exception>
    public void RunEach(
        Examples examples, IEnumerable<IReadOnlyList<Hook>> interventions, Positions positions, Action<int, Tensor> visit)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(interventions);
        ArgumentNullException.ThrowIfNull(visit);
        RequireContext(examples);
        HookSet[] sets = [.. interventions.Select(hooks => new HookSet(Architecture, hooks))];
        if (sets.Length == 0)
        {
            return;
        }
        var plan = Plan(examples, shareRows: !sets.Any(set => set.NeedsOwnRows(Architecture)), positions == Positions.ReadOut);
        var shape = new Shape(examples.Count, Architecture.DVocabOut);
        SharedNetwork.Use(Architecture, network => network.ForwardEach(
            plan, Weights.Buffer, sets, (i, logits) => visit(i, new Tensor(shape, logits.Memory))));
    }

    /// <summary>Logits at the last position from the last MLP on, with any values for what its neurons receive: what comes
    /// before is not computed.</summary>
    /// <param name="examples">The examples, which say no more than how many there are.</param>
    /// <param name="stream">What the MLP adds to there, <see cref="HookNames.ResidMid"/>, [batch, d_model].</param>
    /// <param name="pre">What its neurons receive there, <see cref="HookNames.MlpPre"/>, [batch, d_mlp].</param>
    /// <returns>[batch, d_vocab_out], with its own memory.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, or the network has no such MLP
    /// (<see cref="RunsFromMlp"/>).</exception>
    public Tensor RunFromMlp(Examples examples, Tensor stream, Tensor pre)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(pre);
        Require.That(RunsFromMlp, "expected a network with an MLP whose input is no normalised stream.", nameof(examples));
        var (batch, mlp) = (examples.Count, Architecture.LastMlp!);
        RequireShape(stream, new Shape(batch, Architecture.DModel), nameof(stream));
        RequireShape(pre, new Shape(batch, mlp.DMlp), nameof(pre));
        var plan = Plan(examples, shareRows: true, readOutOnly: true);
        var logits = new Tensor(new Shape(batch, Architecture.DVocabOut));
        SharedNetwork.Use(
            Architecture, network => network.ForwardFromMlp(plan, Weights.Buffer, stream, pre).Values.CopyTo(logits.Span));
        return logits;
    }

    /// <summary>Whether <see cref="RunFromMlp"/> can be called: the last layer of neurons is an MLP on a stream that no LayerNorm
    /// replaces.</summary>
    public bool RunsFromMlp =>
        Architecture.LastNeurons is Mlp && !Architecture.Layers.Any(layer => layer is LayerNorm { OnStream: true });

    /// <summary>Runs and keeps copies of activations.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="names">Hook points to keep; all when null.</param>
    /// <param name="positions">Which positions of the last block to compute.</param>
    /// <exception cref="ArgumentException">The architecture has no hook point of a given name.</exception>
    public ActivationCache RunWithCache(
        Examples examples, IReadOnlyCollection<string>? names = null, Positions positions = Positions.All)
    {
        var kept = new Dictionary<string, Tensor>();
        var start = 0;
        var hooks = (names ?? [.. Architecture.HookPoints]).Select(name => new Hook(name, block => Keep(name, block))).ToList();
        var logits = RunInBlocks(examples, hooks, positions, Block, first => start = first);
        return new ActivationCache(kept, logits);

        void Keep(string name, Tensor block)
        {
            if (!kept.TryGetValue(name, out var all))
            {
                all = kept[name] = new Tensor(new Shape([examples.Count, .. block.Shape.Axes[1..]]));
            }
            block.Span.CopyTo(all.Span[(start * (all.Count / examples.Count))..]);
        }
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
        var plan = Plan(examples, shareRows: false, readOutOnly: true);
        SharedNetwork.Use(Architecture, network => network.EmbeddingGradients(plan, Weights.Buffer, count,
            (i, memory) => logitWeights(i, new Tensor(logits, memory)),
            (i, memory) => visit(i, new Tensor(embeddings, memory))));
    }

    /// <summary>
    /// The gradients of a loss with respect to activations: <c>model.RunWithGradients(examples, LogitLoss.Mean(examples))</c>.
    /// Times the difference of two caches they say, to first order, what patching an activation does (attribution patching).
    /// </summary>
    /// <param name="examples">The examples.</param>
    /// <param name="loss">The loss, of the logits of all of them.</param>
    /// <param name="names">Hook points; all when null.</param>
    /// <exception cref="ArgumentException">The architecture has no hook point of a given name, or the loss is of another number
    /// of examples.</exception>
    public ActivationGradients RunWithGradients(Examples examples, LogitLoss loss, IReadOnlyCollection<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(loss);
        string[] points = [.. names ?? [.. Architecture.HookPoints]];
        var set = HookSet.OfGradients(Architecture, points);
        var shape = new Shape(examples.Count, Architecture.DVocabOut);
        var (logits, value) = (new Tensor(shape), 0.0);
        Dictionary<string, Tensor> gradients = [];
        var plan = Plan(examples, shareRows: false, readOutOnly: false);
        SharedNetwork.Use(Architecture, network =>
        {
            network.GradientsAt(plan, Weights.Buffer, set, (values, gradient) =>
            {
                values.Span.CopyTo(logits.Span);
                value = loss.Of(logits, new Tensor(shape, gradient));
            });
            gradients = points.ToDictionary(name => name, set.Gradient);
        });
        return new ActivationGradients(value, logits, gradients);
    }

    // Runs block after block, each announced by its first example. A block's logits have the bits that they have in the whole.
    private Tensor RunInBlocks(Examples examples, IReadOnlyList<Hook> hooks, Positions positions, int size, Action<int> announce)
    {
        RequireContext(examples);
        var set = hooks.Count == 0 ? null : new HookSet(Architecture, hooks);
        var shareRows = set is null || !set.NeedsOwnRows(Architecture);
        var (logits, plan) = (new Tensor(new Shape(examples.Count, Architecture.DVocabOut)), new ForwardPlan());
        SharedNetwork.Use(Architecture, network =>
        {
            for (var start = 0; start < examples.Count; start += size)
            {
                announce(start);
                int[] rows = [.. Enumerable.Range(start, Math.Min(size, examples.Count - start))];
                plan.Set(
                    Architecture, examples, rows, shareRows, positions == Positions.ReadOut,
                    sharePrefixes: set is null && positions == Positions.ReadOut, lastOnly: true);
                network.Forward(plan, Weights.Buffer, set).Values.CopyTo(logits.Span[(start * Architecture.DVocabOut)..]);
            }
        });
        return logits;
    }

    // A pass over all examples, read out at the last position.
    private ForwardPlan Plan(Examples examples, bool shareRows, bool readOutOnly)
    {
        var plan = new ForwardPlan();
        plan.Set(Architecture, examples, [.. Enumerable.Range(0, examples.Count)], shareRows, readOutOnly, lastOnly: true);
        return plan;
    }

    private static void RequireShape(Tensor tensor, Shape shape, string name) =>
        Require.That(tensor.Shape == shape, $"expected {shape}, got {tensor.Shape}.", name);

    // A causal network of equations is asked at "=", before the answer that it was trained on.
    private void RequireContext(Examples examples) =>
        Require.That(Architecture.NCtx is not { } most || examples.NCtx == most || (examples.NCtx == 5 && most == 6),
            $"expected {Architecture.NCtx} tokens an example, got {examples.NCtx}.", nameof(examples));
}

/// <summary>Copies of activations of one forward pass, by hook name, and the logits.</summary>
public sealed class ActivationCache
{
    private readonly Dictionary<string, Tensor> activations;

    internal ActivationCache(Dictionary<string, Tensor> activations, Tensor logits)
    {
        this.activations = activations;
        Logits = logits;
    }

    /// <summary>Logits at the last position, [batch, d_vocab_out].</summary>
    public Tensor Logits { get; }

    /// <summary>Names of the activations that were kept, in the order in which they were computed.</summary>
    public IReadOnlyCollection<string> Names => activations.Keys;

    /// <summary>The activation of that name; its shape is the hook point's.</summary>
    /// <exception cref="ArgumentException">It was not kept.</exception>
    public Tensor this[string name] =>
        activations.TryGetValue(name, out var found)
            ? found
            : throw new ArgumentException(
                $"activation '{name}' is not in the cache.{Suggest.Among(name, activations.Keys)}", nameof(name));
}
