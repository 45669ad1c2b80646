namespace Grokking.Training;

/// <summary>
/// How a gradient becomes an update. In this order: the gradient is filtered, freed of its part along the weights, and gains the
/// L2 term; weights decay; the rule moves them; noise is added to the update. Each is off unless it is set.
/// </summary>
/// <param name="LearningRate">Learning rate after warm-up, above 0.</param>
/// <param name="WeightDecay">Strength of decay, 0 or more; what it does is <see cref="DecayKind"/>.</param>
/// <param name="WarmupSteps">
/// The learning rate of step s, counted from 0, is multiplied by min(s/WarmupSteps, 1), so that the first step has rate 0
/// (Nanda et al. 2023); 0 means no warm-up.
/// </param>
/// <param name="Decay">What decay does; each rule has its own default.</param>
public abstract record Optimizer(double LearningRate, double WeightDecay, int WarmupSteps, DecayKind Decay = DecayKind.ToZero)
{
    /// <summary>
    /// Number of steps behind the warm-up in which the rate falls along half a cosine to <see cref="FinalRate"/>, where it stays;
    /// null for a constant rate. Default null.
    /// </summary>
    public int? AnnealSteps { get; init; }

    /// <summary>Share of the learning rate that is left at the end of the cosine, 0 to 1. Default 0.1 (Power et al.
    /// 2022).</summary>
    public double FinalRate { get; init; } = 0.1;

    /// <summary>What the gradient is passed through first; null for nothing. Default null.</summary>
    public GradientFilter? Filter { get; init; }

    /// <summary>
    /// Whether each weight array's gradient loses its part along the weights and keeps its norm (Prieto et al. 2025,
    /// arXiv 2501.04697): g⊥ = g − (w·g/w·w)·w, times |g|/|g⊥|. Arrays of one element and of zeros are left as they are. Default
    /// false.
    /// </summary>
    public bool OrthogonalGradient { get; init; }

    /// <summary>Standard deviation s of the noise that each coordinate of the update gains before it is multiplied by the rate, 0
    /// or more (Power et al. 2022). Default 0.</summary>
    public double UpdateNoise { get; init; }

    /// <summary>Standard deviation of the noise on all weights while a gradient is taken, drawn anew for each, 0 or more; taken
    /// off before the update (Power et al. 2022). Default 0.</summary>
    public double WeightNoise { get; init; }

    /// <summary>Seed of all noise. A draw depends on it, on the step and on the weight alone, so that a resumed run draws the
    /// same. Default 0.</summary>
    public int NoiseSeed { get; init; }

    /// <summary>Names of the arrays, each as long as the weights, that are remembered from the first step on.</summary>
    public IReadOnlyList<string> StateNames =>
        [.. RuleState, .. Decay == DecayKind.ToInit ? [DecayStage.StartName] : Array.Empty<string>()];

    /// <summary>Those of the rule.</summary>
    protected abstract IReadOnlyList<string> RuleState { get; }

    /// <summary>Learning rate of an update.</summary>
    /// <param name="step">Number of updates done before it.</param>
    public double RateAt(int step)
    {
        var rate = WarmupSteps == 0 ? LearningRate : LearningRate * Math.Min((double)step / WarmupSteps, 1);
        if (AnnealSteps is not { } steps || step <= WarmupSteps)
        {
            return rate;
        }
        var done = Math.Min((double)(step - WarmupSteps) / steps, 1);
        return LearningRate * (FinalRate + ((1 - FinalRate) * (1 + Math.Cos(Math.PI * done)) / 2));
    }

    /// <summary>What an update of scale 1 is multiplied by in a step: the rate, after a rule's own correction.</summary>
    internal virtual double NoiseRateAt(int step) => RateAt(step);

    /// <summary>Whether this is AdamW with decay to zero and nothing else, which every engine has.</summary>
    internal bool IsPlainAdamW =>
        this is AdamW plain && plain == new AdamW(LearningRate, WeightDecay, plain.Beta1, plain.Beta2, plain.Epsilon, WarmupSteps)
    {
        AnnealSteps = AnnealSteps, FinalRate = FinalRate, NoiseSeed = NoiseSeed,
    };

    /// <summary>The stages of an update of these weights, in order.</summary>
    internal IEnumerable<UpdateStage> Stages(TrainedWeights weights) => new UpdateStage?[]
    {
        Filter?.Stage(weights),
        OrthogonalGradient ? new OrthogonalStage(weights) : null,
        WeightDecay > 0 && !(this is AdamW && Decay == DecayKind.ToZero) ? new DecayStage(weights, this) : null,
        Rule(weights),
        UpdateNoise > 0 ? new UpdateNoiseStage(weights, this) : null,
    }.OfType<UpdateStage>();

    /// <summary>The stage that moves the weights.</summary>
    internal abstract UpdateStage Rule(TrainedWeights weights);
}

/// <summary>What weight decay does in a step of rate η with strength λ.</summary>
public enum DecayKind
{
    /// <summary>w ← w − η·λ·w, apart from the gradient (Loshchilov and Hutter 2019).</summary>
    ToZero,

    /// <summary>w ← w − η·λ·(w − w₀), towards the weights of the first step (Power et al. 2022).</summary>
    ToInit,

    /// <summary>The gradient gains λ·w, and the rule treats it as any gradient.</summary>
    L2,

    /// <summary>w ← w·exp(η·λ·z), with one standard normal z for each weight array and step (Power et al. 2022).</summary>
    Jiggle,
}

/// <summary>
/// AdamW (Loshchilov and Hutter 2019) as PyTorch computes it: decay, to zero unless set otherwise, applies to every parameter,
/// biases included. With <see cref="DecayKind.L2"/> it is PyTorch's Adam (Kingma and Ba 2015).
/// </summary>
/// <param name="LearningRate">Learning rate after warm-up, above 0.</param>
/// <param name="WeightDecay">Strength of decay, 0 or more.</param>
/// <param name="Beta1">Decay of the mean of gradients, 0 to below 1.</param>
/// <param name="Beta2">Decay of the mean of squared gradients, 0 to below 1.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="WarmupSteps">Steps of linear warm-up; 0 for none.</param>
public sealed record AdamW(
    double LearningRate = 1e-3,
    double WeightDecay = 1,
    double Beta1 = 0.9,
    double Beta2 = 0.98,
    double Epsilon = 1e-8,
    int WarmupSteps = 10) : Optimizer(LearningRate, WeightDecay, WarmupSteps)
{
    /// <summary>State: the running mean of gradients.</summary>
    public const string MeanName = "mean";

    /// <summary>State: the running mean of squared gradients.</summary>
    public const string SquareName = "square";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> RuleState => [MeanName, SquareName];

    internal override double NoiseRateAt(int step) => RateAt(step) / (1 - Math.Pow(Beta1, step + 1));

    internal override UpdateStage Rule(TrainedWeights weights) =>
        new AdamStage(weights, this, decays: Decay == DecayKind.ToZero, _ => true);

    /// <summary>The numbers of one update.</summary>
    internal AdamWStep StepAt(int step, bool decays) =>
        new(RateAt(step), decays ? WeightDecay : 0, Beta1, Beta2, Epsilon, step + 1);
}

/// <summary>Stochastic gradient descent with momentum as PyTorch computes it: m ← μ·m + g, w ← w − η·m. Decay is L2 unless set
/// otherwise.</summary>
/// <param name="LearningRate">Learning rate after warm-up, above 0.</param>
/// <param name="WeightDecay">Strength of decay, 0 or more.</param>
/// <param name="Momentum">μ, 0 to below 1.</param>
/// <param name="WarmupSteps">Steps of linear warm-up; 0 for none.</param>
public sealed record Sgd(double LearningRate, double WeightDecay = 0, double Momentum = 0.9, int WarmupSteps = 10)
    : Optimizer(LearningRate, WeightDecay, WarmupSteps, DecayKind.L2)
{
    /// <summary>State: the accumulated gradient.</summary>
    public const string MomentumName = "momentum";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> RuleState => [MomentumName];

    internal override UpdateStage Rule(TrainedWeights weights) => new SgdStage(weights, this);
}

/// <summary>
/// Muon (Jordan et al. 2024) as PyTorch 2.9 has it: Nesterov momentum m ← μ·m + (1 − μ)·g, u = μ·m + (1 − μ)·g, made nearly
/// orthogonal by five Newton–Schulz steps, times 0.2·√(larger side), so that a learning rate of AdamW serves. For the matrices
/// between embedding and unembedding, heads side by side as one; embeddings, unembedding, biases and gains go by AdamW at the
/// same rate.
/// </summary>
/// <param name="LearningRate">Learning rate after warm-up, above 0.</param>
/// <param name="WeightDecay">Strength of decay, 0 or more, to zero unless set otherwise.</param>
/// <param name="Momentum">μ, 0 to below 1.</param>
/// <param name="Rest">What the other parameters go by; its rate, decay and warm-up are not looked at.</param>
/// <param name="WarmupSteps">Steps of linear warm-up; 0 for none.</param>
public sealed record Muon(double LearningRate, double WeightDecay, double Momentum, AdamW Rest, int WarmupSteps = 10)
    : Optimizer(LearningRate, WeightDecay, WarmupSteps)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> RuleState => [Sgd.MomentumName, AdamW.MeanName, AdamW.SquareName];

    internal override UpdateStage Rule(TrainedWeights weights) => new MuonStage(weights, this);
}
