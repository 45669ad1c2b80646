using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>A part of an update: changes the gradient or the weights in place. Elementwise work is shared by the
/// threads.</summary>
/// <param name="weights">What it works on.</param>
internal abstract class UpdateStage(TrainedWeights weights)
{
    /// <summary>What it works on.</summary>
    protected TrainedWeights Trained => weights;

    /// <summary>Does its part of an update.</summary>
    /// <param name="step">Number of updates done before.</param>
    public abstract void Run(int step);

    /// <summary>What it remembers, by name; live arrays.</summary>
    public virtual IEnumerable<(string Name, float[] Values)> State => [];

    /// <summary>Goes on from a state; what the state does not have begins anew.</summary>
    public virtual void Restore(OptimizerState state)
    {
        foreach (var (name, values) in State)
        {
            Copy(state, name, values);
        }
    }

    /// <summary>Copies an array of a state, or zeros where there is none.</summary>
    protected static void Copy(OptimizerState state, string name, float[] target)
    {
        if (!state.Arrays.TryGetValue(name, out var saved))
        {
            Array.Clear(target);
            return;
        }
        Require.That(
            saved.Length == target.Length, $"expected {target.Length} values of '{name}', got {saved.Length}.", nameof(state));
        saved.CopyTo(target, 0);
    }
}

/// <summary>A stage that treats each weight by itself.</summary>
internal abstract class ElementwiseStage : UpdateStage
{
    private const int Block = 1 << 14;

    private readonly RowLoop loop;
    private int step;

    protected ElementwiseStage(TrainedWeights weights)
        : base(weights) => loop = new RowLoop(weights.Team, (first, end) => Run(step, first, end), Block);

    public override void Run(int step)
    {
        this.step = step;
        loop.Run(Trained.Values.Length);
    }

    /// <summary>Does its part for the weights from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    protected abstract void Run(int step, int first, int end);
}

/// <summary>AdamW on some of the parameters.</summary>
internal sealed class AdamStage(TrainedWeights weights, AdamW optimizer, bool decays, Func<Parameter, bool> takes)
    : ElementwiseStage(weights)
{
    private readonly float[] mean = new float[weights.Values.Length];
    private readonly float[] square = new float[weights.Values.Length];
    private readonly (int First, int End)[] ranges = Joined(weights.Table.All.Where(takes));

    public override IEnumerable<(string Name, float[] Values)> State => [(AdamW.MeanName, mean), (AdamW.SquareName, square)];

    protected override void Run(int step, int first, int end)
    {
        var numbers = optimizer.StepAt(step, decays);
        foreach (var range in ranges)
        {
            var (from, to) = (Math.Max(first, range.First), Math.Min(end, range.End));
            if (from < to)
            {
                AdamWKernel.Update(
                    Trained.Values.AsSpan(from..to), Trained.Gradients.AsSpan(from..to), mean.AsSpan(from..to),
                    square.AsSpan(from..to), numbers);
            }
        }
    }

    // Neighbours as one range: the whole buffer is one.
    private static (int First, int End)[] Joined(IEnumerable<Parameter> parameters)
    {
        var ranges = new List<(int First, int End)>();
        foreach (var parameter in parameters)
        {
            var (first, end) = (parameter.Offset, parameter.Offset + parameter.Count);
            if (ranges.Count > 0 && ranges[^1].End == first)
            {
                ranges[^1] = (ranges[^1].First, end);
            }
            else
            {
                ranges.Add((first, end));
            }
        }
        return [.. ranges];
    }
}

/// <summary>Stochastic gradient descent.</summary>
internal sealed class SgdStage(TrainedWeights weights, Sgd optimizer) : ElementwiseStage(weights)
{
    private readonly float[] momentum = new float[weights.Values.Length];

    public override IEnumerable<(string Name, float[] Values)> State => [(Sgd.MomentumName, momentum)];

    protected override void Run(int step, int first, int end)
    {
        var moving = momentum.AsSpan(first..end);
        TensorPrimitives.Multiply(moving, (float)optimizer.Momentum, moving);
        TensorPrimitives.Add(moving, Trained.Gradients.AsSpan(first..end), moving);
        var values = Trained.Values.AsSpan(first..end);
        TensorPrimitives.FusedMultiplyAdd(moving, (float)-optimizer.RateAt(step), values, values);
    }
}

/// <summary>Decay that is no part of a rule: before it, on weights or gradient.</summary>
internal sealed class DecayStage(TrainedWeights weights, Optimizer optimizer) : UpdateStage(weights)
{
    /// <summary>State: the weights of the first step.</summary>
    public const string StartName = "start";

    // Streams of a step's noise: one number for each weight array, and the noise on updates and weights.
    internal const int JiggleStream = 0, UpdateStream = 1, WeightStream = 2;

    private readonly float[] start = optimizer.Decay == DecayKind.ToInit ? (float[])weights.Values.Clone() : [];

    public override IEnumerable<(string Name, float[] Values)> State => start.Length == 0 ? [] : [(StartName, start)];

    // A run that begins to decay towards its start at a fork takes the weights of the fork.
    public override void Restore(OptimizerState state)
    {
        if (start.Length > 0 && state.Arrays.ContainsKey(StartName))
        {
            Copy(state, StartName, start);
        }
        else if (start.Length > 0)
        {
            Trained.Values.CopyTo(start, 0);
        }
    }

    public override void Run(int step)
    {
        var strength = optimizer.RateAt(step) * optimizer.WeightDecay;
        foreach (var (index, parameter) in Trained.Table.All.Index())
        {
            var values = TrainedWeights.Of(Trained.Values, parameter);
            var gradient = TrainedWeights.Of(Trained.Gradients, parameter);
            switch (optimizer.Decay)
            {
                case DecayKind.ToZero:
                    TensorPrimitives.Multiply(values, (float)(1 - strength), values);
                    break;
                case DecayKind.ToInit:
                    ToInit(values, TrainedWeights.Of(start, parameter), strength);
                    break;
                case DecayKind.L2:
                    TensorPrimitives.FusedMultiplyAdd(values, (float)optimizer.WeightDecay, gradient, gradient);
                    break;
                case DecayKind.Jiggle:
                    var z = new CounterNoise(optimizer.NoiseSeed, step, JiggleStream).Normal(index);
                    TensorPrimitives.Multiply(values, (float)Math.Exp(strength * z), values);
                    break;
                default:
                    throw new InvalidOperationException($"no decay {optimizer.Decay}.");
            }
        }
    }

    private static void ToInit(Span<float> values, ReadOnlySpan<float> start, double strength)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] + (strength * ((double)start[i] - values[i])));
        }
    }
}

/// <summary>Takes the part along the weights off each array's gradient; sums in double.</summary>
internal sealed class OrthogonalStage(TrainedWeights weights) : UpdateStage(weights)
{
    public override void Run(int step)
    {
        foreach (var parameter in Trained.Table.All.Where(parameter => parameter.Count > 1))
        {
            Turn(TrainedWeights.Of(Trained.Values, parameter), TrainedWeights.Of(Trained.Gradients, parameter));
        }
    }

    private static void Turn(ReadOnlySpan<float> values, Span<float> gradient)
    {
        var size = DoubleSums.Dot(values, values);
        var before = DoubleSums.Dot(gradient, gradient);
        if (size == 0 || before == 0)
        {
            return;
        }
        var along = DoubleSums.Dot(values, gradient) / size;
        // |g⊥|² by Pythagoras would cancel where little is left.
        var after = 0.0;
        for (var i = 0; i < gradient.Length; i++)
        {
            var left = gradient[i] - (along * values[i]);
            after += left * left;
        }
        var scale = after == 0 ? 0 : Math.Sqrt(before / after);
        for (var i = 0; i < gradient.Length; i++)
        {
            gradient[i] = (float)((gradient[i] - (along * values[i])) * scale);
        }
    }
}

/// <summary>Noise on the update.</summary>
internal sealed class UpdateNoiseStage(TrainedWeights weights, Optimizer optimizer) : ElementwiseStage(weights)
{
    protected override void Run(int step, int first, int end)
    {
        var noise = new CounterNoise(optimizer.NoiseSeed, step, DecayStage.UpdateStream);
        var scale = optimizer.NoiseRateAt(step) * optimizer.UpdateNoise;
        for (var i = first; i < end; i++)
        {
            Trained.Values[i] = (float)(Trained.Values[i] - (scale * noise.Normal(i)));
        }
    }
}
