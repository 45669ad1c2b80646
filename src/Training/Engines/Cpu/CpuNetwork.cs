namespace Grokking.Training;

/// <summary>
/// An architecture compiled for the CPU: buffers and layers that run plans forward and backward. Not safe for concurrent use.
/// </summary>
internal sealed class CpuNetwork : IDisposable
{
    private readonly LossKind loss;
    private readonly CpuContext context;
    private readonly CpuLayer[] layers;
    private readonly string?[] entryHooks;
    private readonly MatrixProduct product;
    private readonly RowLoop lossLoop;
    private readonly CpuUnembed? unembed;
    private readonly CpuPairReadOut? pairs;
    private RowBuffer? entry;
    private double[] losses = [];
    private bool[] correct = [];
    private double[] scratch = [];

    public CpuNetwork(Architecture architecture, ThreadTeam team, LossKind loss = LossKind.CrossEntropy, bool forTraining = false)
    {
        this.loss = loss;
        product = new MatrixProduct(team);
        context = new CpuContext(architecture, team, product);
        var compiled = Compile(forTraining).ToList();
        layers = [.. compiled.Select(item => item.Layer)];
        entryHooks = [.. compiled.Select(item =>
            architecture.BlockStartingAt(item.Index) is { } block ? HookNames.ResidPre(block) : null)];
        (unembed, pairs) = (layers[^1] as CpuUnembed, layers[^1] as CpuPairReadOut);
        lossLoop = new RowLoop(team, LossRows);
    }

    /// <summary>The list of layers.</summary>
    public Architecture Architecture => context.Architecture;

    private RowBuffer Logits => unembed?.Logits
        ?? throw new InvalidOperationException("a network that is trained as one step from its parts to the loss keeps no logits.");

    /// <summary>Computes the logits of a plan.</summary>
    /// <returns>[batch, d_vocab_out], overwritten by the next pass.</returns>
    public RowBuffer Forward(ForwardPlan plan, float[] weights, HookSet? hooks = null)
    {
        Forward(plan, weights, hooks, withGradients: false);
        return Logits;
    }

    /// <summary>Computes the logits of a plan under each of several sets of hooks: what comes before the first layer that any of
    /// them sees is computed once.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="weights">The flat weight buffer.</param>
    /// <param name="sets">At least one.</param>
    /// <param name="visit">Shown the logits under each, [batch, d_vocab_out], which the next overwrites.</param>
    public void ForwardEach(ForwardPlan plan, float[] weights, IReadOnlyList<HookSet> sets, Action<int, RowBuffer> visit)
    {
        Prepare(plan, weights, hooks: null, withGradients: false);
        var first = Math.Min(layers.Length - 1, sets.Min(set => set.FirstLayer(Architecture)));
        var stream = Run(default, 0, first);
        var keepsPre = Architecture.Layers[first] is Mlp mlp && !sets.Any(set => set.Wants(HookNames.MlpPre(mlp.Block)));
        for (var i = 0; i < sets.Count; i++)
        {
            context.Hooks = sets[i];
            RunFrom(first, stream, keepsPre && i > 0);
            visit(i, Logits);
        }
        context.Hooks = null;
    }

    /// <summary>Computes the logits of a plan from the last MLP on.</summary>
    /// <param name="plan">Of the position that is read out alone.</param>
    /// <param name="weights">The flat weight buffer.</param>
    /// <param name="stream">What the MLP adds to, [batch, d_model].</param>
    /// <param name="pre">What its neurons receive, [batch, d_mlp].</param>
    public RowBuffer ForwardFromMlp(ForwardPlan plan, float[] weights, Tensor stream, Tensor pre)
    {
        var mlp = Architecture.LastMlp!;
        var copy = new Hook(HookNames.MlpPre(mlp.Block), activation => pre.Span.CopyTo(activation.Span));
        Prepare(plan, weights, new HookSet(Architecture, [copy]), withGradients: false);
        entry ??= context.NewBuffer(Architecture.DModel);
        entry.Resize(plan.Samples, withGradients: false);
        stream.Span.CopyTo(entry.Values);
        RunFrom(Architecture.Layers.Index().First(item => item.Item == mlp).Index, new(entry, plan.ReadOut), keepsPre: true);
        context.Hooks = null;
        return Logits;
    }

    /// <summary>Loss and accuracy of a plan, summed over its examples.</summary>
    public EvaluationSum Evaluate(ForwardPlan plan, float[] weights)
    {
        Forward(plan, weights, hooks: null, withGradients: false);
        return Loss(plan);
    }

    /// <summary>Loss and accuracy of a plan, and the gradient of its mean loss, which overwrites
    /// <paramref name="gradients"/>.</summary>
    public EvaluationSum ForwardBackward(ForwardPlan plan, float[] weights, float[] gradients, Dropout? dropout = null)
    {
        Array.Clear(gradients);
        context.Gradients = gradients;
        context.WithParameterGradients = true;
        context.Dropout = dropout;
        Forward(plan, weights, hooks: null, withGradients: true);
        var evaluation = Loss(plan);
        Backward();
        context.Dropout = null;
        return evaluation;
    }

    /// <summary>Moves what is kept with the weights and not trained, after the update that follows a gradient.</summary>
    public void AfterUpdate(float[] weights)
    {
        foreach (var layer in layers)
        {
            layer.AfterUpdate(weights);
        }
    }

    /// <summary>Gradients of weighted sums of logits with respect to the token embeddings, from one forward pass.</summary>
    /// <param name="plan">Must give each (sample, position) a row of its own.</param>
    /// <param name="weights">The flat weight buffer.</param>
    /// <param name="count">Number of sums.</param>
    /// <param name="logitWeights">Fills the weights of sum i, [batch, d_vocab_out], which are zero before.</param>
    /// <param name="visit">Shown the gradient of sum i, [batch, pos, d_model], which the next one overwrites.</param>
    public void EmbeddingGradients(
        ForwardPlan plan, float[] weights, int count, Action<int, Memory<float>> logitWeights, Action<int, Memory<float>> visit)
    {
        Forward(plan, weights, hooks: null, withGradients: true);
        context.WithParameterGradients = false;
        for (var i = 0; i < count; i++)
        {
            context.ClearGradients();
            logitWeights(i, Logits.GradientMemory);
            context.WithEqualGradients = AreRowsEqual(Logits.Gradients, Logits.Width);
            Backward();
            visit(i, ((CpuEmbed)layers[0]).Output.GradientMemory);
        }
    }

    /// <summary>One pass forward and back from a gradient of the logits; those at the points of a set can be read from it
    /// then.</summary>
    /// <param name="plan">Must give each (sample, position) a row of its own.</param>
    /// <param name="weights">The flat weight buffer.</param>
    /// <param name="set">Of gradients.</param>
    /// <param name="loss">Shown the logits, and fills their gradient, which is zero before; both [batch, d_vocab_out].</param>
    public void GradientsAt(ForwardPlan plan, float[] weights, HookSet set, Action<Memory<float>, Memory<float>> loss)
    {
        context.WithParameterGradients = false;
        Forward(plan, weights, set, withGradients: true);
        loss(Logits.Memory, Logits.GradientMemory);
        Backward();
        context.Hooks = null;
    }

    private void Backward()
    {
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            layers[i].Backward();
            context.WithEqualGradients &= layers[i] == unembed;
        }
    }

    private static bool AreRowsEqual(ReadOnlySpan<float> rows, int width) => rows[width..].SequenceEqual(rows[..^width]);

    /// <summary>Frees the packing buffers.</summary>
    public void Dispose()
    {
        product.Dispose();
        pairs?.Dispose();
    }

    private void Forward(ForwardPlan plan, float[] weights, HookSet? hooks, bool withGradients)
    {
        Prepare(plan, weights, hooks, withGradients);
        Run(default, 0, layers.Length);
    }

    private void Prepare(ForwardPlan plan, float[] weights, HookSet? hooks, bool withGradients)
    {
        context.Plan = plan;
        context.Weights = weights;
        context.Hooks = hooks;
        context.WithGradients = withGradients;
        context.KeepsPre = false;
    }

    private void RunFrom(int first, ResidualStream stream, bool keepsPre)
    {
        context.KeepsPre = keepsPre;
        var behind = Run(stream, first, first + 1);
        context.KeepsPre = false;
        Run(behind, first + 1, layers.Length);
    }

    private ResidualStream Run(ResidualStream stream, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (entryHooks[i] is { } name && context.Hooks is { } hooks)
            {
                hooks.Visit(name, stream.Residual, stream.Map.Samples, stream.Map.Positions, stream.Residual.Width);
            }
            stream = layers[i].Forward(stream);
        }
        return stream;
    }

    private EvaluationSum Loss(ForwardPlan plan)
    {
        if (losses.Length < plan.Samples)
        {
            losses = new double[plan.Samples];
            correct = new bool[plan.Samples];
        }
        if (pairs is not null)
        {
            pairs.Loss(losses, correct);
        }
        else
        {
            if (scratch.Length < plan.Samples * Logits.Width)
            {
                scratch = new double[checked(plan.Samples * Logits.Width)];
            }
            lossLoop.Run(plan.Samples);
        }
        return EvaluationSum.Of(losses.AsSpan(0, plan.Samples), correct.AsSpan(0, plan.Samples));
    }

    private void LossRows(int first, int end)
    {
        var (plan, all) = (context.Plan, Logits);
        var classes = all.Width;
        var scale = 1.0 / (plan.Samples * plan.Targets);
        for (var sample = first; sample < end; sample++)
        {
            var room = scratch.AsSpan(sample * classes, classes);
            (losses[sample], correct[sample]) = (0, true);
            for (var target = 0; target < plan.Targets; target++)
            {
                var row = plan.ReadOut.RowOf[(sample * plan.Targets) + target];
                var gradient = context.WithGradients ? all.GradientRow(row) : default;
                var (one, right) = RowLoss.Judge(
                    loss, all.Row(row), plan.Labels[(sample * plan.Targets) + target], scale, gradient, room);
                losses[sample] += one;
                correct[sample] &= right;
            }
            losses[sample] /= plan.Targets;
        }
    }

    // Each with the index of its layer, or of the first of those that it stands for.
    private IEnumerable<(CpuLayer Layer, int Index)> Compile(bool forTraining)
    {
        for (var i = 0; i < Architecture.Layers.Count; i++)
        {
            if (forTraining && i == 1 && Architecture.Layers[i] is Combine combine && PairParts.Takes(Architecture.Layers[i + 1]))
            {
                var parts = new PairParts(context, combine, Architecture.Layers[i + 1]);
                if (Architecture.Layers[i + 2] is Unembed last)
                {
                    yield return (new CpuPairReadOut(context, parts, i + 1, last, loss), i);
                    yield break;
                }
                yield return (new CpuPairNeurons(context, parts, i + 1), i++);
                continue;
            }
            yield return (Compile(Architecture.Layers[i], i), i);
        }
    }

    private CpuLayer Compile(Layer layer, int index) => layer switch
    {
        Embed embed => new CpuEmbed(context, embed),
        Neurons neurons => new CpuNeurons(context, neurons, index),
        BatchNorm norm => new CpuBatchNorm(context, norm),
        PosEmbed or Sinusoids => new CpuPositions(context, layer),
        Attention attention =>
            new CpuAttention(context, attention, ReferenceEquals(attention, Architecture.Layers.OfType<Attention>().Last())),
        Mlp mlp => new CpuMlp(context, mlp),
        Combine combine => new CpuCombine(context, combine),
        Linear linear => new CpuLinear(context, linear, index),
        LayerNorm norm => new CpuLayerNorm(context, norm),
        Unembed last => new CpuUnembed(context, last),
        _ => throw new NotSupportedException($"engine 'cpu' has no layer {layer.GetType().Name}."),
    };
}
