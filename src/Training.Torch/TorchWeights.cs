using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// Weights on their way: flat buffers on the device in the order of the parameter table, and AdamW on all of them at once, in
/// seven kernels whatever the number of parameters. Layers read the weights through leaves, which are views of the flat buffer.
/// </summary>
internal sealed class TorchWeights : IDisposable
{
    private readonly ParameterTable table;
    private readonly AdamW optimizer;
    private readonly HostBuffer host;
    private readonly torch.Tensor flat;
    private readonly torch.Tensor mean;
    private readonly torch.Tensor square;
    private readonly torch.Tensor meanGain;
    private readonly List<(int Offset, torch.Tensor Leaf)> leaves = [];
    private torch.Tensor[] inputs = [];
    private torch.Tensor?[] gaps = [];
    private torch.Tensor gradient;
    private int steps;

    /// <summary>Starts from a copy of <paramref name="start"/>.</summary>
    public TorchWeights(Weights start, AdamW optimizer, torch.Device device)
    {
        table = start.Table;
        this.optimizer = optimizer;
        host = new HostBuffer(table.Count);
        flat = Zeros(device);
        mean = Zeros(device);
        square = Zeros(device);
        gradient = Zeros(device);
        meanGain = torch.tensor((float)(1 - optimizer.Beta1), device: device).DetachFromDisposeScope();
        host.Write(start.Buffer, flat);
    }

    /// <summary>Where the weights are.</summary>
    public torch.Device Device => flat.device;

    /// <summary>
    /// A view of one parameter, or of several that lie one behind the other. Gradients are taken with respect to leaves, so each
    /// part of the buffer belongs to one at most.
    /// </summary>
    /// <param name="first">Name of the first parameter.</param>
    /// <param name="shape">Axes of the view, outermost first.</param>
    public torch.Tensor Leaf(string first, params long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        var offset = table[first].Offset;
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var leaf = flat.narrow(0, offset, count).view(shape).detach().requires_grad_().DetachFromDisposeScope();
        leaves.Add((offset, leaf));
        return leaf;
    }

    /// <summary>Closes the list of leaves. Weights that no layer reads have no gradient: theirs is zero.</summary>
    public void Seal()
    {
        leaves.Sort((left, right) => left.Offset.CompareTo(right.Offset));
        inputs = [.. leaves.Select(entry => entry.Leaf)];
        gaps = new torch.Tensor?[leaves.Count + 1];
        var end = 0;
        for (var i = 0; i <= leaves.Count; i++)
        {
            var next = i < leaves.Count ? leaves[i].Offset : table.Count;
            gaps[i] = next > end ? torch.zeros(next - end, device: Device).DetachFromDisposeScope() : null;
            end = i < leaves.Count ? next + (int)leaves[i].Leaf.numel() : end;
        }
    }

    /// <summary>Computes the gradient of all weights, which replaces the one before.</summary>
    /// <param name="output">What was computed from the leaves.</param>
    /// <param name="outputGradient">The gradient with respect to it, of the same shape.</param>
    public void Backward(torch.Tensor output, torch.Tensor outputGradient)
    {
        var found = torch.autograd.grad(outputs: [output], inputs: inputs, grad_outputs: [outputGradient]);
        using var without = torch.no_grad();
        var parts = new List<torch.Tensor>(found.Count);
        for (var i = 0; i <= found.Count; i++)
        {
            if (gaps[i] is { } gap)
            {
                parts.Add(gap);
            }
            if (i < found.Count)
            {
                parts.Add(found[i].reshape(-1));
            }
        }
        gradient.Dispose();
        gradient = torch.cat(parts, 0).DetachFromDisposeScope();
    }

    /// <summary>One AdamW update, the formula of <see cref="AdamWKernel"/> with the division by √(1 − β₂ᵗ) moved to ε and the
    /// rate.</summary>
    public void ApplyUpdate()
    {
        var step = new AdamWStep(
            optimizer.RateAt(steps), optimizer.WeightDecay, optimizer.Beta1, optimizer.Beta2, optimizer.Epsilon, steps + 1);
        using var scope = torch.NewDisposeScope();
        using var without = torch.no_grad();
        // A Scalar is native memory that no scope looks after.
        using Scalar keep = step.Beta2, add = 1 - step.Beta2, epsilon = step.Epsilon * step.RootCorrection;
        using Scalar shrink = step.Shrink, change = -step.StepSize * step.RootCorrection;
        mean.lerp_(gradient, meanGain);
        square.mul_(keep).addcmul_(gradient, gradient, add);
        var size = square.sqrt().add_(epsilon);
        flat.mul_(shrink).addcdiv_(mean, size, change);
        steps++;
    }

    /// <summary>Copies the weights out.</summary>
    public void CopyWeightsTo(Span<float> weights) => host.Read(flat, weights);

    /// <summary>Copies the gradient out.</summary>
    public void CopyGradientsTo(Span<float> gradients) => host.Read(gradient, gradients);

    /// <summary>A copy of what the optimizer remembers.</summary>
    public OptimizerState GetState()
    {
        var (ofMean, ofSquare) = (new float[table.Count], new float[table.Count]);
        host.Read(mean, ofMean);
        host.Read(square, ofSquare);
        return OptimizerState.OfAdamW(steps, ofMean, ofSquare);
    }

    /// <summary>Goes on from copies of these weights and this state.</summary>
    /// <exception cref="ArgumentException">They are of another size.</exception>
    public void Restore(ReadOnlySpan<float> weights, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (ofMean, ofSquare) = (ArrayOf(state, AdamW.MeanName), ArrayOf(state, AdamW.SquareName));
        Require.That(weights.Length == table.Count && ofMean.Length == table.Count && ofSquare.Length == table.Count,
            $"expected {table.Count} values of weights and of each moment.", nameof(state));
        using var without = torch.no_grad();
        host.Write(weights, flat);
        host.Write(ofMean, mean);
        host.Write(ofSquare, square);
        steps = state.Step;
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        foreach (var tensor in inputs.Concat(gaps.OfType<torch.Tensor>()).Concat([flat, mean, square, gradient, meanGain]))
        {
            tensor.Dispose();
        }
        host.Dispose();
    }

    // A fork of a run with another optimizer begins with no moments.
    private float[] ArrayOf(OptimizerState state, string name) => state.Arrays.GetValueOrDefault(name) ?? new float[table.Count];

    private torch.Tensor Zeros(torch.Device device) => torch.zeros(table.Count, device: device).DetachFromDisposeScope();
}
