namespace Grokking.Training;

/// <summary>How a run trains, and what it writes down.</summary>
public sealed record TrainingConfig
{
    /// <summary>Number of updates, 0 or more. Default 20,000.</summary>
    public int MaxSteps { get; init; } = 20_000;

    /// <summary>Learning rate after warm-up, above 0 to 10. Default 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decoupled weight decay on all parameters, 0 to 1000. Default 1.</summary>
    public double WeightDecay { get; init; } = 1;

    /// <summary>Decay of the mean of gradients, 0 to below 1. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients, 0 to below 1. Default 0.98.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Added to AdamW's denominator, 0 to 1. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Linear warm-up: the rate of step s is multiplied by min(s/warmup_steps, 1). Default 10.</summary>
    public int WarmupSteps { get; init; } = 10;

    /// <summary>Examples in a batch, 1 or more; null means all of them. Default null.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Seed of the order in which mini-batches take the examples. Default 0.</summary>
    public int BatchSeed { get; init; }

    /// <summary>Steps between rows of metrics.csv, 1 or more. Default 10.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>Steps between checkpoints; before the first come steps 0, 1, 2, 4, 8, … Default 250.</summary>
    public int CheckpointEvery { get; init; } = 250;

    /// <summary>
    /// Whether the state of every checkpoint is kept, so that a fork can begin at each: 12 bytes a weight and checkpoint. When
    /// false, only the last is. Default true.
    /// </summary>
    public bool KeepStates { get; init; } = true;

    /// <summary>
    /// Id of the engine, an entry of <see cref="EngineCatalogue"/>; null means the fastest that takes the network. A run's folder
    /// names the one that was used, since engines agree to float accuracy and not in every bit. Default null.
    /// </summary>
    public string? Engine { get; init; }

    /// <summary>
    /// Where the engine computes: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null means the engine's own choice. A run's folder names the
    /// one that was used. Default null.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>
    /// What a second run of this config gives: <c>bits</c>, the same bits, or <c>rounding</c>, the same within float32 rounding. Follows
    /// from engine and device; a run's folder says it, and a value that is given is not looked at. Default null.
    /// </summary>
    public Repeatability? Repeatability { get; init; }

    /// <summary>The same with engine, device and repeatability of another.</summary>
    public TrainingConfig WithEngineOf(TrainingConfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Engine = other.Engine, Device = other.Device, Repeatability = other.Repeatability };
    }

    /// <summary>Whether a checkpoint is due after <paramref name="step"/> updates.</summary>
    public bool IsCheckpoint(int step) =>
        step % CheckpointEvery == 0 || step == MaxSteps || (step < CheckpointEvery && int.IsPow2(step));

    /// <summary>Whether a row of metrics is due after <paramref name="step"/> updates.</summary>
    public bool IsLogged(int step) => step % LogEvery == 0 || IsCheckpoint(step);

    /// <summary>The optimizer's settings.</summary>
    internal AdamW Optimizer => new(LearningRate, WeightDecay, Beta1, Beta2, Epsilon, WarmupSteps);
}
