using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// Trains on torch: every layer of the catalogue, on the processor or on an NVIDIA GPU. Work is queued on the device and waited
/// for only where a number is read.
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
        if (!options.Optimizer.IsPlainAdamW || options.Loss != LossKind.CrossEntropy || options.Dropout > 0)
        {
            throw new NotSupportedException(
                $"engine '{EngineId}' trains with AdamW, decay to zero and cross-entropy alone; engine '{CpuEngine.EngineId}' "
                    + "takes every optimizer, loss and noise.");
        }
        device = TorchDevices.Open(TorchDevices.Resolve(options.Device));
        torch.set_num_threads(Require.InRange(options.Threads, 1, 1024, "threads"));
        using var scope = torch.NewDisposeScope();
        weights = new TorchWeights(start, (AdamW)options.Optimizer, device);
        network = new TorchNetwork(architecture, weights);
    }

    /// <inheritdoc/>
    public string Id => EngineId;

    /// <inheritdoc/>
    public Architecture Architecture { get; }

    /// <summary>Lets <see cref="EngineCatalogue"/> make this engine; once, at the start of a program. libtorch is not looked for
    /// before it is asked for.</summary>
    /// <param name="tool">What the user types to start the tool, for the commands that messages propose.</param>
    public static void Register(string tool = "grokking")
    {
        TorchMissingException.Tool = tool;
        EngineCatalogue.Register(EngineId, new EngineEntry(
            (architecture, start, options) => new TorchEngine(architecture, start, options), TorchDevices.Resolve,
            TorchDevices.RepeatabilityOn));
    }

    /// <inheritdoc/>
    public Evaluation ComputeGradients(Examples examples, ReadOnlySpan<int> rows = default) =>
        Compute(examples, rows, read: true)!.Value;

    /// <inheritdoc/>
    public Evaluation? QueueGradients(Examples examples, ReadOnlySpan<int> rows = default) =>
        Compute(examples, rows, read: false);

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
    public OptimizerState GetOptimizerState() => weights.GetState();

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<float> weights, OptimizerState state) => this.weights.Restore(weights, state);

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
            plans[key] =
                blocks = [.. Enumerable.Range(0, examples.Count).Chunk(key.Item2).Select(rows => MakePlan(examples, rows))];
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

/// <summary>
/// Mean softmax cross-entropy in float64: a grokked network reaches losses of 1e-9 and below, where float32 moves in steps of
/// 1e-7. The other labels' share is summed apart, so that a small loss and its gradient keep their relative precision.
/// </summary>
internal static class TorchLoss
{
    // Above it the answer's own share is the smaller one, and its logarithm the better kept number.
    private const double HalfShare = 0.5;

    /// <summary>softmax/batch with zero for the answer, and its sums: [batch, d_vocab_out] and [batch, 1], float64.</summary>
    public static (torch.Tensor Shares, torch.Tensor Others) SharesOf(torch.Tensor logits, TorchPlan plan)
    {
        var shares = logits.detach().to(torch.float64).softmax(1).mul(plan.OthersMean((int)logits.shape[1]));
        return (shares, shares.sum(1, keepdim: true));
    }

    /// <summary>Gradient of the mean loss with respect to the logits: the others' shares, and minus their sum for the
    /// answer.</summary>
    public static torch.Tensor Gradient(torch.Tensor shares, torch.Tensor others, TorchPlan plan)
    {
        using Scalar one = 1;
        return shares.addcmul(others, plan.MinusAnswer((int)shares.shape[1]), one).to(torch.float32);
    }

    /// <summary>Waits for the device and reads loss and accuracy, summed over the examples.</summary>
    public static EvaluationSum Read(torch.Tensor logits, torch.Tensor others, TorchPlan plan)
    {
        using Scalar samples = (double)plan.Samples, half = HalfShare, zero = 0.0;
        var share = others.mul(samples).squeeze(1);
        var ofAnswer = logits.detach().to(torch.float64).log_softmax(1).gather(1, plan.Labels.unsqueeze(1)).squeeze(1);
        var losses = torch.where(share.lt(half), share.neg().log1p().neg(), ofAnswer.neg());
        var correct = logits.detach().argmax(1).eq(plan.Labels);
        var sums = torch.stack([losses.sum(), correct.sum(torch.float64), losses.eq(zero).sum(torch.float64)]).cpu();
        var values = sums.data<double>().ToArray();
        return new EvaluationSum(values[0], (long)values[1], (long)values[2], plan.Samples);
    }
}

/// <summary>What a layer reads: the residual stream, what a branch reads of it (the same, or its LayerNorm), and what its rows
/// are.</summary>
/// <param name="Residual">[rows, width].</param>
/// <param name="Branch">[rows, width].</param>
/// <param name="Shared">Whether samples share rows, one for each distinct token and position; else rows are sample by
/// sample.</param>
/// <param name="Positions">Positions of each sample that have rows.</param>
internal readonly record struct TorchStream(torch.Tensor Residual, torch.Tensor Branch, bool Shared, int Positions);

/// <summary>Float32 values on the host that a device tensor is copied to and from; the array is the tensor's memory.</summary>
internal sealed class HostBuffer : IDisposable
{
    private readonly float[] values;
    private readonly torch.Tensor tensor;

    /// <summary>Makes room for <paramref name="count"/> values.</summary>
    public HostBuffer(int count)
    {
        values = new float[count];
        tensor = torch.frombuffer(values, torch.float32).DetachFromDisposeScope();
    }

    /// <summary>Waits for the device and copies a tensor [count] out.</summary>
    public void Read(torch.Tensor source, Span<float> target)
    {
        Require.That(
            target.Length == values.Length, $"expected room for {values.Length} values, got {target.Length}.", nameof(target));
        tensor.copy_(source);
        values.CopyTo(target);
    }

    /// <summary>Copies values into a tensor [count].</summary>
    public void Write(ReadOnlySpan<float> source, torch.Tensor target)
    {
        source.CopyTo(values);
        target.copy_(tensor);
    }

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => tensor.Dispose();
}
