using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

/// <summary>One network of engine-golden.json, which make_engine_golden.py made with PyTorch in float64.</summary>
internal sealed class EngineGolden
{
    private readonly JsonElement json;

    private EngineGolden(JsonElement json) => this.json = json;

    public static TheoryData<string> Names => [.. Document.RootElement.EnumerateObject().Select(item => item.Name)];

    private static JsonDocument Document { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(
        Fixtures.RepositoryRoot, "tests", "Training.Tests", "Engines", "Golden", "engine-golden.json")));

    public static EngineGolden Load(string name) => new(Document.RootElement.GetProperty(name));

    public RunConfig Config
    {
        get
        {
            var c = json.GetProperty("config");
            return new RunConfig
            {
                Task = new TaskConfig { P = c.GetProperty("p").GetInt32() },
                Model = c.TryGetProperty("power", out _) ? Power(c)
                    : !c.TryGetProperty("mlp", out _) ? Transformer(c)
                    : c.GetProperty("architecture").GetString() == OneHotMlpFamily.FamilyId ? OneHot(c) : PairMlp(c),
                Training = new TrainingConfig
                {
                    Loss = c.TryGetProperty("loss", out var loss)
                        ? Enum.Parse<LossKind>(loss.GetString()!, ignoreCase: true) : LossKind.CrossEntropy,
                },
            };
        }
    }

    public AdamW Optimizer { get; } = new(LearningRate: 1e-2, WeightDecay: 0.5, Beta1: 0.9, Beta2: 0.98, WarmupSteps: 0);

    public EngineOptions Options(int threads) => new(Optimizer, threads) { Loss = Config.Training.Loss };

    public Examples Examples =>
        new(Config.CreateOperation(), Config.Model.Format,
            [.. json.GetProperty("pairs").EnumerateArray().Select(item => item.GetInt32())]);

    public double[] Losses => Numbers(json.GetProperty("losses"));

    public double[] Logits => Numbers(json.GetProperty("logits"));

    public double[] Gradient(string parameter) => Numbers(json.GetProperty("gradients").GetProperty(parameter));

    public double[] WeightsAfter10(string parameter) => Numbers(json.GetProperty("weights_after_10").GetProperty(parameter));

    private static ModelConfig Transformer(JsonElement c) => new()
    {
        NLayers = c.GetProperty("n_layers").GetInt32(),
        DModel = c.GetProperty("d_model").GetInt32(),
        NHeads = c.GetProperty("n_heads").GetInt32(),
        DMlp = c.GetProperty("d_mlp").GetInt32(),
        Activation = Enum.Parse<ActivationKind>(c.GetProperty("activation").GetString()!, ignoreCase: true),
        LayerNorm = c.GetProperty("layer_norm").GetBoolean(),
        AttentionRate = c.GetProperty("attention_rate").GetDouble(),
        Causal = c.GetProperty("causal").GetBoolean(),
        EqualsSign = c.GetProperty("equals_sign").GetBoolean(),
        Seed = c.GetProperty("seed").GetInt32(),
    };

    private static ModelConfig Power(JsonElement c) => new()
    {
        Architecture = PowerFamily.FamilyId,
        NLayers = c.GetProperty("n_layers").GetInt32(),
        DModel = c.GetProperty("d_model").GetInt32(),
        NHeads = c.GetProperty("n_heads").GetInt32(),
        DMlp = c.GetProperty("d_mlp").GetInt32(),
        Template = c.GetProperty("template").GetString() == "equation" ? PairTemplate.Equation : PairTemplate.EquationEnd,
        Seed = c.GetProperty("seed").GetInt32(),
    };

    private static ModelConfig OneHot(JsonElement c) => new()
    {
        Architecture = OneHotMlpFamily.FamilyId,
        DMlp = c.GetProperty("d_mlp").GetInt32(),
        Activation = Enum.Parse<ActivationKind>(c.GetProperty("activation").GetString()!, ignoreCase: true),
        BatchNorm = c.TryGetProperty("batch_norm", out _),
        EqualsSign = false,
        SeparateVocabularies = true,
        Seed = c.GetProperty("seed").GetInt32(),
    };

    private static ModelConfig PairMlp(JsonElement c)
    {
        var family = PairMlpFamily.Variants.Single(family => family.Id == c.GetProperty("architecture").GetString());
        return new ModelConfig
        {
            Architecture = family.Id,
            DModel = c.GetProperty("d_model").GetInt32(),
            DMlp = c.GetProperty("d_mlp").GetInt32(),
            EqualsSign = false,
            SeparateVocabularies = family.SeparateVocabularies,
            Seed = c.GetProperty("seed").GetInt32(),
        };
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];
}
