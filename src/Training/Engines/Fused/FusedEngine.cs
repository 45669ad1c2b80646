using System.Runtime.InteropServices;

namespace Grokking.Training;

/// <summary>
/// Trains a one-block transformer along its circuits instead of its layers: the same function with far fewer operations. A pair
/// takes attention-weighted rows from tables of what each token adds to each neuron and logit, and one matrix leads from the
/// neurons to the logits. The same bits at any number of threads.
/// </summary>
public sealed unsafe class FusedEngine : IEngine
{
    /// <summary>The id of this engine.</summary>
    public const string EngineId = "fused";

    private readonly ThreadTeam team;
    private readonly FusedShape shape;
    private readonly OptimizerLoop trained;
    private readonly ProductBatch products;
    private readonly FusedTables tables;
    private readonly FusedTableGradients gradients;
    private readonly FusedPairs pairs;
    private readonly FusedPass pass;
    private readonly FusedBackward backward;
    private readonly FusedPlan batchPlan = new();
    private readonly Dictionary<Examples, FusedPlan> plans = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes room and starts the threads.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="start">Its weights at the start, copied.</param>
    /// <param name="options">Optimizer and threads.</param>
    /// <exception cref="NotSupportedException">The engine does not apply to the network; see
    /// <see cref="ReasonAgainst"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is below 1.</exception>
    public FusedEngine(Architecture architecture, Weights start, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        if (ReasonAgainst(architecture) is { } reason)
        {
            throw new NotSupportedException(
                $"engine '{EngineId}' does not apply to this network of family '{architecture.Family}': it has {reason}. Engine "
                    + $"'{CpuEngine.EngineId}' takes any.");
        }
        if (options.Dropout > 0)
        {
            throw new NotSupportedException($"engine '{EngineId}' has no dropout; engine '{CpuEngine.EngineId}' has.");
        }
        Architecture = architecture;
        shape = new FusedShape(architecture);
        team = new ThreadTeam(Require.InRange(options.Threads, 1, 1024, "threads"));
        trained = new OptimizerLoop(start, options.Optimizer, team);
        products = new ProductBatch(team);
        var weights = new FusedWeights(architecture, shape, Address(trained.Weights));
        tables = new FusedTables(shape, weights, team, products);
        gradients = new FusedTableGradients(shape, team);
        pairs = new FusedPairs(shape);
        pass = new FusedPass(shape, tables, gradients, pairs, team, options.Loss);
        backward = new FusedBackward(
            shape, weights, new FusedWeights(architecture, shape, Address(trained.Gradients)), tables, gradients, products);
    }

    /// <inheritdoc/>
    public string Id => EngineId;

    /// <inheritdoc/>
    public Architecture Architecture { get; }

    /// <summary>Whether this engine can train a network: one block without LayerNorm, two or three positions, no unembedding
    /// bias.</summary>
    public static bool Supports(Architecture architecture) => ReasonAgainst(architecture) is null;

    /// <summary>What a network has that this engine cannot train, as the end of the sentence "it has …"; null when it
    /// can.</summary>
    public static string? ReasonAgainst(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return FusedShape.ReasonAgainst(architecture);
    }

    /// <inheritdoc/>
    public Evaluation ComputeGradients(Examples examples, ReadOnlySpan<int> rows = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var plan = rows.IsEmpty ? PlanOf(examples) : batchPlan;
        if (!rows.IsEmpty)
        {
            plan.Set(shape, examples, rows);
        }
        trained.AddNoise();
        tables.Compute(plan);
        gradients.Begin(plan);
        var sum = pass.Run(plan, withGradients: true);
        gradients.Finish(plan, pairs);
        backward.Run(plan);
        trained.TakeNoiseOff();
        return sum.Mean;
    }

    /// <inheritdoc/>
    public void ApplyUpdate() => trained.ApplyUpdate();

    /// <inheritdoc/>
    public Evaluation Evaluate(Examples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var plan = PlanOf(examples);
        tables.Compute(plan);
        return pass.Run(plan, withGradients: false).Mean;
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
        backward.Dispose();
        pass.Dispose();
        pairs.Dispose();
        gradients.Dispose();
        tables.Dispose();
        products.Dispose();
        trained.Dispose();
        team.Dispose();
    }

    // Only training and test sets come here, so few plans are kept.
    private FusedPlan PlanOf(Examples examples)
    {
        if (!plans.TryGetValue(examples, out var plan))
        {
            Require.That(
                examples.NCtx == shape.NCtx, $"expected examples of {shape.NCtx} positions, got {examples.NCtx}.",
                nameof(examples));
            plans[examples] = plan = new FusedPlan();
            plan.Set(shape, examples, default);
        }
        return plan;
    }

    // The array is pinned.
    private static float* Address(float[] pinned) => (float*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}

/// <summary>The sizes of a network that the fused engine trains.</summary>
internal sealed class FusedShape
{
    /// <summary>Columns of a table come in multiples of this: what is done with a pair takes two vectors at a time.</summary>
    public const int ColumnUnit = 2 * PanelProduct.ColumnUnit;

    /// <summary>Reads the layers, which are Embed, PosEmbed, Attention, Mlp, Unembed.</summary>
    public FusedShape(Architecture architecture)
    {
        var attention = architecture.Layers.OfType<Attention>().Single();
        var mlp = architecture.Layers.OfType<Mlp>().Single();
        (NHeads, DHead, DModel, DVocab) = (attention.NHeads, attention.DHead, architecture.DModel, architecture.DVocab);
        (DMlp, Classes, NCtx) = (mlp.DMlp, architecture.DVocabOut, architecture.NCtx!.Value);
        (Activation, Rate) = (mlp.Activation, (float)attention.Rate);
        Scale = (float)(1 / Math.Sqrt(DHead));
        Neurons = PanelProduct.RoundUp(DMlp, ColumnUnit);
        Outputs = PanelProduct.RoundUp(Classes, ColumnUnit);
    }

    /// <summary>Why the engine does not apply, or null when it does.</summary>
    public static string? ReasonAgainst(Architecture architecture) => architecture.Layers switch
    {
        [Embed, PosEmbed { NCtx: not (2 or 3) } positions, ..] => $"a context of {positions.NCtx} positions; it takes 2 or 3",
        [Embed, PosEmbed, Attention, Mlp, Unembed { Bias: true }] => "a bias in the unembedding",
        [Embed, PosEmbed, Attention, Mlp { Bias: false }, Unembed] => "an MLP without biases",
        [Embed, PosEmbed, Attention, Mlp, Unembed] => null,
        var layers when layers.Any(layer => layer is LayerNorm) => "LayerNorm",
        var layers when layers.Any(layer => layer is Linear or Combine or Sinusoids) => "layers other than a transformer's",
        _ => $"{architecture.NLayers} blocks; it takes one",
    };

    /// <summary>Number of heads.</summary>
    public int NHeads { get; }

    /// <summary>Width of a head.</summary>
    public int DHead { get; }

    /// <summary>Width of all heads, n_heads·d_head.</summary>
    public int HeadsWidth => NHeads * DHead;

    /// <summary>Width of the residual stream.</summary>
    public int DModel { get; }

    /// <summary>Number of tokens.</summary>
    public int DVocab { get; }

    /// <summary>Number of neurons.</summary>
    public int DMlp { get; }

    /// <summary>Number of output classes.</summary>
    public int Classes { get; }

    /// <summary>Number of positions, 2 or 3.</summary>
    public int NCtx { get; }

    /// <summary>The non-linearity.</summary>
    public ActivationKind Activation { get; }

    /// <summary>The attention rate r.</summary>
    public float Rate { get; }

    /// <summary>1/√d_head.</summary>
    public float Scale { get; }

    /// <summary>Number of neurons with padding: columns 0 … of a table row.</summary>
    public int Neurons { get; }

    /// <summary>Number of classes with padding: the columns of a table row behind the neurons.</summary>
    public int Outputs { get; }

    /// <summary>Width of a table row: what a token adds to each neuron, then what it adds to each logit.</summary>
    public int Width => Neurons + Outputs;

    /// <summary>
    /// Whether the last token is always the same. Its table row is then part of a constant, and of the other rows as a
    /// difference, since the weights of all keys have a fixed sum.
    /// </summary>
    public bool HasConstantToken => NCtx == 3;

    /// <summary>The sum of the weights of all keys, r + n_ctx·(1 − r).</summary>
    public float KeyWeight => Rate + (NCtx * (1 - Rate));
}
