using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>How a run trains, and what it writes down.</summary>
public sealed record TrainingConfig
{
    /// <summary>Number of updates, 0 or more. Default 20,000.</summary>
    public int MaxSteps { get; init; } = 20_000;

    /// <summary>
    /// Training ends before <see cref="MaxSteps"/> at the first logged step behind which test accuracy has been 99 % or more, at
    /// every logged step, for so many steps, 1 or more; null trains to the end. Default null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StopWhenSolvedFor { get; init; }

    /// <summary>What moves the weights: <c>adamw</c>, <c>adam</c>, <c>sgd</c> or <c>muon</c>. Default <c>adamw</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OptimizerKind Optimizer { get; init; }

    /// <summary>What is made small: <c>cross_entropy</c>, <c>mse</c> or <c>stablemax</c>. Default <c>cross_entropy</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LossKind Loss { get; init; }

    /// <summary>Learning rate after warm-up, above 0 to 10. Default 1e-3.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Strength of weight decay on all parameters, 0 to 1000. Default 1.</summary>
    public double WeightDecay { get; init; } = 1;

    /// <summary>
    /// What decay does: <c>to_zero</c>, <c>to_init</c>, <c>l2</c> or <c>jiggle</c>; null means the optimizer's own, <c>l2</c> for
    /// adam and sgd and <c>to_zero</c> for the others. Default null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecayKind? Decay { get; init; }

    /// <summary>Momentum of sgd and muon, 0 to below 1; null means 0.9 for sgd and 0.95 for muon. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Momentum { get; init; }

    /// <summary>Decay of the mean of gradients, 0 to below 1. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients, 0 to below 1. Default 0.98.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Added to AdamW's denominator, 0 to 1. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Linear warm-up: the rate of step s is multiplied by min(s/warmup_steps, 1). Default 10.</summary>
    public int WarmupSteps { get; init; } = 10;

    /// <summary>
    /// Steps behind the warm-up in which the rate falls along half a cosine to <see cref="FinalRate"/> of itself; null for a
    /// constant rate. Default null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AnnealSteps { get; init; }

    /// <summary>Share of the learning rate behind <see cref="AnnealSteps"/>, 0 to 1; null means 0.1. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? FinalRate { get; init; }

    /// <summary>
    /// What the gradient is passed through: <c>none</c>, or of Grokfast (Lee et al. 2024) <c>ema</c> or <c>moving_average</c>.
    /// Default <c>none</c>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public GradientFilterKind GradientFilter { get; init; }

    /// <summary>α of the filter <c>ema</c>, 0 to below 1; null means 0.98. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? FilterAlpha { get; init; }

    /// <summary>Gradients that the filter <c>moving_average</c> averages, 1 to 1000; null means 100. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? FilterWindow { get; init; }

    /// <summary>λ: how much of the slow part a filter adds, 0 to 1000; null means 2 for <c>ema</c> and 5 for
    /// <c>moving_average</c>. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? FilterGain { get; init; }

    /// <summary>Whether the gradient loses its part along the weights (Prieto et al. 2025). Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OrthogonalGradient { get; init; }

    /// <summary>Standard deviation of noise on the update, in units of the rate, 0 to 100 (Power et al. 2022: 1). Default
    /// 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double UpdateNoise { get; init; }

    /// <summary>Standard deviation of noise on all weights while a gradient is taken, 0 to 100 (Power et al. 2022: 0.01). Default
    /// 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double WeightNoise { get; init; }

    /// <summary>
    /// Share of values that training sets to zero, the others growing by 1/(1 − share), 0 to below 1: of what an MLP adds to the
    /// stream, and, in networks without a stream, of neurons before their non-linearity (Doshi et al. 2024). Default 0.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Dropout { get; init; }

    /// <summary>Seed of noise and dropout. Default 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int NoiseSeed { get; init; }

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
    /// Where the engine computes: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null means the engine's own choice. A run's folder
    /// names the one that was used. Default null.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>
    /// What a second run of this config gives: <c>bits</c>, the same bits, or <c>rounding</c>, the same within float32 rounding.
    /// Follows from engine and device; a run's folder says it, and a value that is given is not looked at. Default null.
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

    /// <summary>The optimizer's name, as papers write it.</summary>
    private string OptimizerName => Optimizer switch
    {
        OptimizerKind.Adamw => "AdamW",
        OptimizerKind.Adam => "Adam",
        OptimizerKind.Sgd => "SGD",
        _ => "Muon",
    };

    /// <summary>What else goes with the optimizer, each a few words: none for softmax cross-entropy without noise, filter or
    /// schedule.</summary>
    public IReadOnlyList<string> Extras() =>
    [
        .. new[]
        {
            (Loss != LossKind.CrossEntropy, $"loss {ConfigJson.NameOf(Loss)}"),
            (Decay is not null, $"decay {ConfigJson.NameOf(Decay ?? default)}"),
            (AnnealSteps is not null, "cosine schedule"),
            (GradientFilter != GradientFilterKind.None, $"gradient filter {ConfigJson.NameOf(GradientFilter)}"),
            (OrthogonalGradient, "orthogonal gradient"),
            (UpdateNoise > 0, "update noise"),
            (WeightNoise > 0, "weight noise"),
            (Dropout > 0, "dropout"),
        }.Where(extra => extra.Item1).Select(extra => extra.Item2),
    ];

    /// <summary>The optimizer and what goes with it in words: <c>AdamW</c>, <c>SGD, loss mse, weight noise</c>.</summary>
    public string Method() => string.Join(", ", Extras().Prepend(OptimizerName));

    /// <summary>The optimizer with its settings.</summary>
    internal Optimizer CreateOptimizer()
    {
        var adam = new AdamW(LearningRate, WeightDecay, Beta1, Beta2, Epsilon, WarmupSteps);
        Optimizer plain = Optimizer switch
        {
            OptimizerKind.Adamw => adam,
            OptimizerKind.Adam => adam with { Decay = DecayKind.L2 },
            OptimizerKind.Sgd => new Sgd(LearningRate, WeightDecay, Momentum ?? 0.9, WarmupSteps),
            _ => new Muon(LearningRate, WeightDecay, Momentum ?? 0.95, adam, WarmupSteps),
        };
        return plain with
        {
            Decay = Decay ?? plain.Decay, AnnealSteps = AnnealSteps, FinalRate = FinalRate ?? 0.1, Filter = CreateFilter(),
            OrthogonalGradient = OrthogonalGradient, UpdateNoise = UpdateNoise, WeightNoise = WeightNoise, NoiseSeed = NoiseSeed,
        };
    }

    private GradientFilter? CreateFilter() => GradientFilter switch
    {
        GradientFilterKind.Ema => new EmaFilter(FilterAlpha ?? 0.98, FilterGain ?? 2),
        GradientFilterKind.MovingAverage => new MovingAverageFilter(FilterWindow ?? 100, FilterGain ?? 5),
        _ => null,
    };
}

/// <summary>An optimizer that a config can name.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="AdamW"/>, decay to zero.</summary>
    Adamw,

    /// <summary><see cref="AdamW"/> with decay as <see cref="DecayKind.L2"/>: Adam.</summary>
    Adam,

    /// <summary><see cref="Training.Sgd"/>.</summary>
    Sgd,

    /// <summary><see cref="Training.Muon"/>.</summary>
    Muon,
}

/// <summary>A filter of gradients that a config can name.</summary>
public enum GradientFilterKind
{
    /// <summary>None.</summary>
    None,

    /// <summary><see cref="EmaFilter"/>.</summary>
    Ema,

    /// <summary><see cref="MovingAverageFilter"/>.</summary>
    MovingAverage,
}
