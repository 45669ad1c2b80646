using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>A loss as a function of weights.</summary>
/// <param name="weights">The weights, [count].</param>
/// <param name="gradient">Overwritten with the gradient, [count].</param>
/// <returns>The loss.</returns>
public delegate double LossSurface(ReadOnlySpan<double> weights, Span<double> gradient);

/// <summary>The mean loss of a network over examples, as a function of all its weights: in single precision, as in training. Not
/// safe for concurrent use.</summary>
public sealed class NetworkSurface : IDisposable
{
    private readonly CpuEngine engine;
    private readonly Examples examples;
    private readonly OptimizerState unused;
    private readonly float[] buffer;

    /// <summary>The training loss of a checkpoint, by what its training pairs were taught.</summary>
    /// <param name="checkpoint">A checkpoint whose training pairs are known, such as those of a run.</param>
    /// <param name="threads">Number of threads, 1 or more; results do not depend on it.</param>
    /// <exception cref="ArgumentException">Its training pairs are not known.</exception>
    public NetworkSurface(ICheckpoint checkpoint, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var split = checkpoint.Split
            ?? throw new ArgumentException("expected a checkpoint whose training pairs are known.", nameof(checkpoint));
        var architecture = checkpoint.Model.Architecture;
        examples = new Examples(checkpoint.Operation, checkpoint.Format, [.. split.Train], split.Taught);
        engine = new CpuEngine(
            architecture, checkpoint.Model.Weights, new EngineOptions(new AdamW(), threads) { Loss = checkpoint.Loss });
        unused = OptimizerState.Zero(architecture.Parameters.Count);
        buffer = new float[architecture.Parameters.Count];
        engine.CopyWeightsTo(buffer);
        Start = [.. buffer.Select(weight => (double)weight)];
    }

    /// <summary>The checkpoint's own weights, in the order of its parameter table.</summary>
    public IReadOnlyList<double> Start { get; }

    /// <summary>Number of training pairs.</summary>
    public int Count => examples.Count;

    /// <summary>Loss and gradient over all training pairs.</summary>
    public double Loss(ReadOnlySpan<double> weights, Span<double> gradient) => Loss([], weights, gradient);

    /// <summary>Loss and gradient over some training pairs.</summary>
    /// <param name="rows">Which, 0 to <see cref="Count"/> − 1; all when empty.</param>
    /// <param name="weights">The weights, [count].</param>
    /// <param name="gradient">Overwritten, [count].</param>
    public double Loss(ReadOnlySpan<int> rows, ReadOnlySpan<double> weights, Span<double> gradient)
    {
        TensorPrimitives.ConvertTruncating(weights, buffer.AsSpan());
        engine.Restore(buffer, unused);
        var loss = engine.ComputeGradients(examples, rows).Loss;
        engine.CopyGradientsTo(buffer);
        TensorPrimitives.ConvertTruncating<float, double>(buffer, gradient);
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();
}
