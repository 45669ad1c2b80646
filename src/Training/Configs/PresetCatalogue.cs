namespace Grokking.Training;

/// <summary>The configs that come with the library.</summary>
public static class PresetCatalogue
{
    /// <summary>The run of Nanda et al. (2023), from the same initial weights and split.</summary>
    public static Preset Mainline { get; } =
        new("mainline", "a + b mod 113 as Nanda et al. (2023) trained it; groks at about step 10,000", new RunConfig
    {
        Training = new TrainingConfig { MaxSteps = 20_000 },
    });

    /// <summary>A small run that groks while one watches.</summary>
    /// <remarks>
    /// Chosen by measuring some twenty networks with p from 53 to 67. On 2 cores the steps take 20 s: 99 % train accuracy at step
    /// 200, 99 % test accuracy at step 4,390, test accuracy 1.000 and test loss 8e-7 at the end, and three frequencies (20, 5,
    /// 21) with 36, 31 and 30 % of the embedding's power. Rounding decides when exactly it groks: on the general engine at step
    /// 4,230, and with the learning rate changed by 1e-5 to 1e-4 of itself between 3,600 and 4,550, always with these
    /// frequencies; hence 7,000 steps.
    /// </remarks>
    public static Preset Demo { get; } = new("demo", "a + b mod 53 on a small network; groks within minutes", new RunConfig
    {
        Task = new TaskConfig { P = 53 },
        Split = new SplitConfig { TrainFraction = 0.4 },
        Model = new ModelConfig { DModel = 64 },
        Training = new TrainingConfig { MaxSteps = 7_000, WeightDecay = 2, CheckpointEvery = 100 },
    });

    /// <summary>The network of Zhong et al. (2023) without softmax, which becomes a pizza: their Model A's settings.</summary>
    public static Preset PizzaA { get; } = new(
        "pizza-a", "a + b mod 59 with constant attention (rate 0), as Zhong et al. (2023) trained Model A",
        Zhong(attentionRate: 0));

    /// <summary>The network of Zhong et al. (2023) with ordinary attention, in which clocks arise: their Model B's
    /// settings.</summary>
    public static Preset ClockB { get; } = new(
        "clock-b", "a + b mod 59 with ordinary attention (rate 1), as Zhong et al. (2023) trained Model B",
        Zhong(attentionRate: 1));

    /// <summary>Subtraction: the demo's network with an embedding for each operand, which becomes in part a clock, in part a
    /// pizza.</summary>
    public static Preset Sub53 { get; } = new(
        "sub-53", "a − b mod 53 on the demo's network with an embedding for each operand; groks within minutes",
        InDisguise("mod-sub", 0.7));

    /// <summary>Multiplication, which is addition of logarithms: the demo's network becomes a clock of length 52.</summary>
    public static Preset Mul53 { get; } = new("mul-53", "a·b mod 53 on the demo's network; groks within minutes", Demo.Config with
    {
        Task = new TaskConfig { Id = "mod-mul", P = 53 },
        Training = Demo.Config.Training with { MaxSteps = 10_000 },
    });

    /// <summary>Division, which is subtraction of logarithms: the demo's network with an embedding for each operand, which
    /// becomes a clock.</summary>
    public static Preset Div53 { get; } = new(
        "div-53", "a/b mod 53 on the demo's network with an embedding for each operand; groks within minutes",
        InDisguise("mod-div", 0.6));

    /// <summary>
    /// The quadratic network of Doshi et al. (2024) on half of the pairs, 35 % of which are taught wrong answers. At this decay
    /// it answers a part of them rightly in the end, against what it was taught; at <c>weight_decay=15</c> nearly all, at 0
    /// nearly none.
    /// </summary>
    public static Preset Doshi { get; } =
        new("doshi", "a + b mod 97 with a third of the answers wrong, as Doshi et al. (2024) trained; seconds", new RunConfig
    {
        Task = new TaskConfig { P = 97 },
        Split = new SplitConfig { TrainFraction = 0.5, CorruptFraction = 0.35 },
        Model = new ModelConfig
        {
            Architecture = OneHotMlpFamily.FamilyId, DMlp = 500, Activation = ActivationKind.Quadratic, EqualsSign = false,
                SeparateVocabularies = true,
        },
        Training = new TrainingConfig
        {
            MaxSteps = 500, Loss = LossKind.Mse, LearningRate = 1e-2, WeightDecay = 5, WarmupSteps = 0, LogEvery = 5,
                CheckpointEvery = 25,
        },
    });

    /// <summary>The decoder of Power et al. (2022) on each of their operations on numbers modulo 97 and on five things: half of
    /// the pairs, in batches of 512, 10⁵ steps.</summary>
    public static IReadOnlyList<Preset> Power { get; } = 
    [
        .. ModularOperation.All.Select(kind => OfPower(kind.Id, $"{kind.Formula} mod 97", 97)),
        OfPower(GroupOperation.PermutationProductId, "a·b in S5", 97),
        OfPower(GroupOperation.PermutationConjugationId, "a·b·a⁻¹ in S5", 97),
        OfPower(GroupOperation.PermutationAbaId, "a·b·a in S5", 97),
    ];

    private static Preset OfPower(string operation, string words, int p) =>
        new($"power-{operation}", $"{words} with the decoder of Power et al. (2022)", new RunConfig
    {
        Task = new TaskConfig { Id = operation, P = p },
        Split = new SplitConfig { TrainFraction = 0.5 },
        Model = new ModelConfig { Architecture = PowerFamily.FamilyId, NLayers = 2, Template = PairTemplate.EquationEnd },
        Training = new TrainingConfig { MaxSteps = 100_000, BatchSize = 512, LogEvery = 100, CheckpointEvery = 2_000,
            KeepStates = false },
    });

    /// <summary>All presets.</summary>
    public static IReadOnlyList<Preset> All { get; } =
        [Demo, Mainline, PizzaA, ClockB, Sub53, Mul53, Div53, Doshi, .. Power, .. GroupPresets.All];

    // A message names those that stand first; a preset for each operation would drown them.
    private const int MostNamed = 8;

    /// <summary>The preset of that id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static Preset Find(string id) =>
        All.FirstOrDefault(preset => preset.Id == id)
        ?? throw new ArgumentException(
            $"preset '{id}' is unknown.{Suggest.Among(id, All.Select(preset => preset.Id), MostNamed)}", nameof(id));

    // With one embedding for both operands these grok as well, by circuits that no verdict has a name for.
    private static RunConfig InDisguise(string id, double trainFraction) => Demo.Config with
    {
        Task = new TaskConfig { Id = id, P = 53 },
        Split = new SplitConfig { TrainFraction = trainFraction },
        Model = Demo.Config.Model with { SeparateVocabularies = true },
    };

    // Zhong et al. (2023) set no seeds; the split is drawn as in Nanda et al. (2023).
    private static RunConfig Zhong(double attentionRate) => new()
    {
        Task = new TaskConfig { P = 59 },
        Split = new SplitConfig { TrainFraction = 0.8 },
        Model = new ModelConfig { Architecture = TransformerFamily.ZhongId, AttentionRate = attentionRate, Causal = false,
            EqualsSign = false },
        Training = new TrainingConfig { WeightDecay = 2 },
    };
}

/// <summary>A config with a name.</summary>
/// <param name="Id">Its name on the command line; never changes once released.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Config">The config.</param>
public sealed record Preset(string Id, string Description, RunConfig Config);
