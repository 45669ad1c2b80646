using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>What a gradient is passed through before it is used: Grokfast (Lee et al. 2024, arXiv 2405.20233).</summary>
/// <param name="Gain">λ: how much of the slow part is added to the gradient, 0 or more.</param>
public abstract record GradientFilter(double Gain)
{
    internal abstract UpdateStage Stage(TrainedWeights weights);
}

/// <summary>μ ← α·μ + (1 − α)·g, beginning with the first gradient itself; g ← g + λ·μ.</summary>
/// <param name="Alpha">α, 0 to below 1.</param>
/// <param name="Gain">λ, 0 or more.</param>
public sealed record EmaFilter(double Alpha = 0.98, double Gain = 2) : GradientFilter(Gain)
{
    internal override UpdateStage Stage(TrainedWeights weights) => new EmaStage(weights, this);
}

/// <summary>g ← g + λ·(mean of the last w gradients, this one among them), once there are so many; before that g stays.</summary>
/// <param name="Window">w, 1 or more. Each takes as much memory as the weights.</param>
/// <param name="Gain">λ, 0 or more.</param>
public sealed record MovingAverageFilter(int Window = 100, double Gain = 5) : GradientFilter(Gain)
{
    internal override UpdateStage Stage(TrainedWeights weights) => new MovingAverageStage(weights, this);
}

/// <summary>Grokfast's exponential mean.</summary>
internal sealed class EmaStage(TrainedWeights weights, EmaFilter filter) : ElementwiseStage(weights)
{
    private const string Name = "filter";

    private readonly float[] mean = new float[weights.Values.Length];
    private bool begun;

    public override IEnumerable<(string Name, float[] Values)> State => begun ? [(Name, mean)] : [];

    public override void Restore(OptimizerState state)
    {
        begun = state.Arrays.ContainsKey(Name);
        Copy(state, Name, mean);
    }

    public override void Run(int step)
    {
        if (!begun)
        {
            Trained.Gradients.CopyTo(mean, 0);
            begun = true;
        }
        base.Run(step);
    }

    protected override void Run(int step, int first, int end)
    {
        var slow = mean.AsSpan(first..end);
        var gradient = Trained.Gradients.AsSpan(first..end);
        var (keep, add, gain) = ((float)filter.Alpha, (float)(1 - filter.Alpha), (float)filter.Gain);
        TensorPrimitives.Multiply(slow, keep, slow);
        TensorPrimitives.FusedMultiplyAdd(gradient, add, slow, slow);
        TensorPrimitives.FusedMultiplyAdd(slow, gain, gradient, gradient);
    }
}

/// <summary>Grokfast's mean over a window.</summary>
internal sealed class MovingAverageStage(TrainedWeights weights, MovingAverageFilter filter) : ElementwiseStage(weights)
{
    private const string Prefix = "filter-";

    private readonly List<float[]> window = [];

    public override IEnumerable<(string Name, float[] Values)> State =>
        window.Select((values, index) => ($"{Prefix}{index}", values));

    public override void Restore(OptimizerState state)
    {
        window.Clear();
        for (var i = 0; i < filter.Window && state.Arrays.ContainsKey($"{Prefix}{i}"); i++)
        {
            window.Add(new float[Trained.Values.Length]);
            Copy(state, $"{Prefix}{i}", window[i]);
        }
    }

    public override void Run(int step)
    {
        // The oldest gives its memory to the newest.
        var newest = window.Count == filter.Window ? window[0] : new float[Trained.Values.Length];
        if (window.Count == filter.Window)
        {
            window.RemoveAt(0);
        }
        Trained.Gradients.CopyTo(newest, 0);
        window.Add(newest);
        if (window.Count == filter.Window)
        {
            base.Run(step);
        }
    }

    protected override void Run(int step, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            var sum = 0.0;
            foreach (var gradient in window)
            {
                sum += gradient[i];
            }
            Trained.Gradients[i] = (float)(Trained.Gradients[i] + (filter.Gain * sum / window.Count));
        }
    }
}
