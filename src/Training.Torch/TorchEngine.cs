using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// Trains on torch: every layer of the catalogue, on the processor or on an NVIDIA GPU. Work is queued on the device and waited for only
/// where a number is read.
/// </summary>
public sealed class TorchEngine : IEngine
{
    /// <summary>The id of this engine.</summary>
    public const string EngineId = EngineCatalogue.Torch;

    // Evaluation in pieces bounds the memory of activations: the patterns of the first attention are [n_heads, batch, rows].
    private const int EvaluationBlock = 16_384;

    private readonly TorchWeights weights;
    private readonly TorchNetwork network;
    private readonly torch.Device device;
    private readonly Dictionary<(Examples Examples, int BlockSize), TorchPlan[]> plans = [];

    /// <summary>Makes room on the device.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="start">Its weights at the start, copied.</param>
    /// <param name="options">Optimizer, device, and the threads that torch uses on the processor.</param>
    /// <exception cref="ArgumentException">There is no such device; the message says what to do.</exception>
    /// <exception cref="TorchMissingException">libtorch is missing or does not load; the message says what to do.</exception>
    /// <exception cref="NotSupportedException">The engine lacks a layer of the network.</exception>
    public TorchEngine(Architecture architecture, Weights start, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        Architecture = architecture;
        device = TorchDevices.Open(TorchDevices.Resolve(options.Device));
        torch.set_num_threads(Require.InRange(options.Threads, 1, 1024, "threads"));
        using var scope = torch.NewDisposeScope();
        weights = new TorchWeights(start, options.Optimizer, device);
        network = new TorchNetwork(architecture, weights);
    }

    /// <inheritdoc/>
    public string Id => EngineId;

    /// <inheritdoc/>
    public Architecture Architecture { get; }

    /// <summary>Lets <see cref="EngineCatalogue"/> make this engine; once, at the start of a program. libtorch is not looked for before it is asked for.</summary>
    /// <param name="tool">What the user types to start the tool, for the commands that messages propose.</param>
    public static void Register(string tool = "grokking")
    {
        TorchMissingException.Tool = tool;
        EngineCatalogue.Register(EngineId, new EngineEntry(
            (architecture, start, options) => new TorchEngine(architecture, start, options), TorchDevices.Resolve, TorchDevices.RepeatabilityOn));
    }

    /// <inheritdoc/>
    public Evaluation ComputeGradients(Examples examples, ReadOnlySpan<int> rows = default) => Compute(examples, rows, read: true)!.Value;

    /// <inheritdoc/>
    public Evaluation? QueueGradients(Examples examples, ReadOnlySpan<int> rows = default) => Compute(examples, rows, read: false);

    /// <inheritdoc/>
    public void ApplyUpdate() => weights.ApplyUpdate();

    /// <inheritdoc/>
    public Evaluation Evaluate(Examples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        using var without = torch.no_grad();
        var total = default(EvaluationSum);
        foreach (var plan in PlansOf(examples, EvaluationBlock))
        {
            using var scope = torch.NewDisposeScope();
            var logits = network.Forward(plan);
            total += TorchLoss.Read(logits, TorchLoss.SharesOf(logits, plan).Others, plan);
        }
        return total.Mean;
    }

    /// <inheritdoc/>
    public void CopyWeightsTo(Span<float> weights) => this.weights.CopyWeightsTo(weights);

    /// <inheritdoc/>
    public void CopyGradientsTo(Span<float> gradients) => weights.CopyGradientsTo(gradients);

    /// <inheritdoc/>
    public AdamWState GetOptimizerState() => weights.GetState();

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<float> weights, AdamWState state) => this.weights.Restore(weights, state);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plan in plans.Values.SelectMany(blocks => blocks))
        {
            plan.Dispose();
        }
        network.Dispose();
        weights.Dispose();
    }

    private Evaluation? Compute(Examples examples, ReadOnlySpan<int> rows, bool read)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (rows.IsEmpty)
        {
            return Compute(PlansOf(examples, examples.Count)[0], read);
        }
        using var batch = MakePlan(examples, rows);
        return Compute(batch, read);
    }

    private Evaluation? Compute(TorchPlan plan, bool read)
    {
        using var scope = torch.NewDisposeScope();
        var logits = network.Forward(plan);
        torch.Tensor gradient, others;
        using (torch.no_grad())
        {
            (var shares, others) = TorchLoss.SharesOf(logits, plan);
            gradient = TorchLoss.Gradient(shares, others, plan);
        }
        weights.Backward(logits, gradient);
        using var without = torch.no_grad();
        return read ? TorchLoss.Read(logits, others, plan).Mean : null;
    }

    // Each set of examples is planned once for each block size; only training and test sets come here, so few are kept.
    private TorchPlan[] PlansOf(Examples examples, int blockSize)
    {
        var key = (examples, Math.Min(blockSize, examples.Count));
        if (!plans.TryGetValue(key, out var blocks))
        {
            plans[key] = blocks = [.. Enumerable.Range(0, examples.Count).Chunk(key.Item2).Select(rows => MakePlan(examples, rows))];
        }
        return blocks;
    }

    private TorchPlan MakePlan(Examples examples, ReadOnlySpan<int> rows)
    {
        var plan = new ForwardPlan();
        plan.Set(Architecture, examples, rows, shareRows: true, readOutOnly: true);
        return new TorchPlan(plan, device);
    }
}
