using System.Text.Json.Nodes;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>What the tool writes is what docs/schema says, key by key.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void Config_OfARun_IsValid()
    {
        using var folder = new TempFolder();

        AssertValid("config.schema.json", File.ReadAllText(new RunPaths(TinyRun.Train(folder)).Config));
    }

    [Fact]
    public void Config_OfAFork_IsValidAndHasEveryKey()
    {
        using var folder = new TempFolder();
        var (run, fork) = (TinyRun.Train(folder), folder.File("fork"));
        Assert.Equal(0, Tool.Run("train", run, "--fork", "10", "--out", fork, "--threads", "1").ExitCode);
        var config = File.ReadAllText(new RunPaths(fork).Config);

        AssertValid("config.schema.json", config);
        var everything = WithEverySetting(ConfigJson.Read(config, "fork"));
        Assert.Equal(
            Keys(JsonNode.Parse(Schemas.Text("config.schema.json"))!),
            Sections(JsonNode.Parse(everything)!.AsObject()).Order(StringComparer.Ordinal));
    }

    // Settings that are left out at their defaults; not together a config that trains.
    private static string WithEverySetting(RunConfig config) => ConfigJson.Write(config with
    {
        Task = config.Task with { N = 5, Group = "S5", File = "a.csv", Table = new OperationTable() },
        Split = config.Split with { CorruptFraction = 0.1, CorruptCount = 1, CorruptSeed = 1, TaughtAnswers = [1] },
        Model = config.Model with { Template = PairTemplate.Equation, BatchNorm = true, Start = StartKind.Analytic },
        Training = config.Training with
        {
            Optimizer = OptimizerKind.Sgd, Loss = LossKind.Mse, Decay = DecayKind.L2, Momentum = 0.5, AnnealSteps = 1,
                FinalRate = 0.5,
            GradientFilter = GradientFilterKind.Ema, FilterAlpha = 0.5, FilterWindow = 1, FilterGain = 1,
            OrthogonalGradient = true,
            UpdateNoise = 1, StopWhenSolvedFor = 1, WeightNoise = 1, Dropout = 0.5, NoiseSeed = 1,
        },
    });

    [Fact]
    public void Config_OfOneSetting_IsValid() => AssertValid("config.schema.json", """{ "task": { "p": 59 } }""");

    [Fact]
    public void Summary_OfARun_IsValid()
    {
        using var folder = new TempFolder();

        AssertValid("summary.schema.json", File.ReadAllText(new RunPaths(TinyRun.Train(folder)).Summary));
    }

    [Fact]
    public void Lock_OfARun_IsValid()
    {
        using var folder = new TempFolder();
        using var held = RunLock.Take(folder.File("run"));

        AssertValid("lock.schema.json", ToolProcess.RunProgram("cat", folder.Path, [new RunPaths(folder.File("run")).Lock]).Out);
    }

    [Fact]
    public void Analysis_OfARunWithDoubts_IsValid()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        File.Delete(new RunPaths(run).Checkpoint(TinyRun.Steps));

        Assert.Equal(0, Tool.Run("analyze", run).ExitCode);
        AssertValid("analysis.schema.json", File.ReadAllText(new RunPaths(run).AnalysisJson));
    }

    [Theory]
    [InlineData("mod-add", "5")]
    [InlineData("dihedral", "6")]
    public void Analysis_OfARun_IsValid(string task, string p)
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder, "run", "--set", $"task.id={task}", $"task.p={p}");

        AssertValid("analysis.schema.json", Output("analyze", run, "--json"));
        AssertValid("analysis.schema.json", File.ReadAllText(new RunPaths(run).AnalysisJson));
    }

    [Theory]
    [InlineData("pizza", "model_p99zdpze5l.pt")]
    [InlineData("pizza", "model_f5dh675z97.pt")]
    [InlineData("nanda", "checkpoints", "step_01000.pt")]
    [InlineData("groups", "A5_T_seed1", "model.pt")]
    [Trait("lane", "full")]
    public void Documents_OfAPublishedCheckpoint_AreValid(params string[] fixture)
    {
        var path = Fixtures.Path(fixture);

        AssertValid("analysis.schema.json", Output("analyze", path, "--json"));
        AssertValid("classify.schema.json", Output("classify", path, "--json"));
        AssertValid("explain.schema.json", Output("explain", path, "--json"));
    }

    [Fact]
    public void Classify_OfARunAndOneOfItsCheckpoints_IsValid()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        AssertValid("classify.schema.json", Output("classify", run, new RunPaths(run).Checkpoint(0), "--json"));
        AssertValid("explain.schema.json", Output("explain", run, new RunPaths(run).Checkpoint(0), "--json"));
    }

    [Fact]
    public void Presets_AreValid() => AssertValid("presets.schema.json", Output("presets", "--json"));

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_ForbidsKeysThatItDoesNotDescribe(string name) => Assert.DoesNotContain(
        Objects(JsonNode.Parse(Schemas.Text(name))!),
        part => part.ContainsKey("properties")
            && part["additionalProperties"]?.GetValueKind() is not System.Text.Json.JsonValueKind.False);

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_DescribesEveryKey(string name) => Assert.DoesNotContain(
        Objects(JsonNode.Parse(Schemas.Text(name))!)
            .Where(part => part["properties"] is JsonObject)
            .SelectMany(part => part["properties"]!.AsObject())
            .Where(property =>
                property.Value!["description"] is null && property.Value["$ref"] is null && property.Value["anyOf"] is null)
            .Select(property => property.Key),
        _ => true);

    [Theory]
    [InlineData("operation")]
    [InlineData("progress.trig_loss")]
    [InlineData("circuits.frequencies")]
    [InlineData("fourier.neuron_clusters")]
    public void Analysis_WithAKeyMoreOrLess_IsNotValid(string path)
    {
        using var folder = new TempFolder();
        var analysis = JsonNode.Parse(Output("analyze", TinyRun.Train(folder), "--json"))!.AsObject();
        var keys = path.Split('.');
        var section = keys.Length == 1 ? analysis : analysis[keys[0]]!.AsObject();

        section["unheard_of"] = 1;
        Assert.NotEmpty(Schemas.Problems("analysis.schema.json", analysis.ToJsonString()));
        section.Remove("unheard_of");
        Assert.Empty(Schemas.Problems("analysis.schema.json", analysis.ToJsonString()));
        section.Remove(keys[^1]);
        Assert.NotEmpty(Schemas.Problems("analysis.schema.json", analysis.ToJsonString()));
    }

    public static TheoryData<string> Names() => [.. Schemas.Names];

    private static void AssertValid(string schema, string json) => Assert.Empty(Schemas.Problems(schema, json));

    private static string Output(params string[] arguments)
    {
        var result = Tool.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Out;
    }

    /// <summary>Each section with each of its keys, as a schema of sections lists them.</summary>
    private static IEnumerable<string> Keys(JsonNode schema) => schema["$defs"]!.AsObject()
        .SelectMany(section => section.Value!["properties"]!.AsObject().Select(key => $"{section.Key}.{key.Key}"))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sections(JsonObject config) =>
        config.Where(section => section.Value is JsonObject).SelectMany(section =>
            section.Value!.AsObject().Select(key => $"{section.Key}.{key.Key}").Concat(Sections(section.Value!.AsObject())));

    private static IEnumerable<JsonObject> Objects(JsonNode node) => node switch
    {
        JsonObject part => part.Select(pair => pair.Value).OfType<JsonNode>().SelectMany(Objects).Prepend(part),
        JsonArray list => list.OfType<JsonNode>().SelectMany(Objects),
        _ => [],
    };
}
