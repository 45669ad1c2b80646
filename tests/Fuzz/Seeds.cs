using System.Text;
using Grokking.Interp;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Fuzz;

/// <summary>What a file is for: which reader is given it, and which mutations know its form.</summary>
internal enum SeedKind
{
    /// <summary>A checkpoint in the safetensors format.</summary>
    Safetensors,

    /// <summary>A checkpoint of PyTorch.</summary>
    Torch,

    /// <summary>The config of a run.</summary>
    Config,

    /// <summary>The config of a run inside the run's folder.</summary>
    RunFolder,

    /// <summary>A split file.</summary>
    Split,

    /// <summary>A config of a paper's code beside a checkpoint.</summary>
    Sidecar,

    /// <summary>A run's summary.</summary>
    Summary,

    /// <summary>analysis.json.</summary>
    Analysis,

    /// <summary>metrics.csv.</summary>
    Metrics,

    /// <summary>timeline.csv.</summary>
    Timeline,

    /// <summary>A table of answers.</summary>
    Table,
}

/// <summary>A sound file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Seed(SeedKind Kind, byte[] Content);

/// <summary>Sound files of every kind that is read, small, and made here.</summary>
internal static class Seeds
{
    /// <summary>The modulus of all seeds.</summary>
    public const int P = 5;

    private static readonly RunConfig Config = new()
    {
        Task = new TaskConfig { P = P },
        Split = new SplitConfig { TrainPairs = [.. Enumerable.Range(0, 10)], TestPairs = [.. Enumerable.Range(10, 15)] },
        Model = new ModelConfig { DModel = 8, NHeads = 2, DMlp = 12 },
        Training = new TrainingConfig { MaxSteps = 40 },
    };

    private static readonly (string, int[])[] PaperTransformer =
    [
        ("embed.W_E", [8, 6]), ("pos_embed.W_pos", [3, 8]), ("blocks.0.attn.W_K", [2, 4, 8]), ("blocks.0.attn.W_Q", [2, 4, 8]),
        ("blocks.0.attn.W_V", [2, 4, 8]), ("blocks.0.attn.W_O", [8, 8]), ("blocks.0.attn.mask", [3, 3]),
        ("blocks.0.mlp.W_in", [12, 8]),
        ("blocks.0.mlp.b_in", [12]), ("blocks.0.mlp.W_out", [8, 12]), ("blocks.0.mlp.b_out", [8]), ("unembed.W_U", [8, 6]),
    ];

    private static readonly (string, int[])[] ZhongMlp =
    [
        ("embed.weight", [5, 4]), ("l1.weight", [6, 4]), ("l1.bias", [6]), ("l2.weight", [6, 6]), ("l2.bias", [6]),
        ("unembed.weight", [5, 6]),
    ];

    private static readonly (string, int[])[] GroupMlp = [("W_x", [6, 4]), ("W_y", [6, 4]), ("W", [8, 7]), ("W_U", [7, 6])];

    /// <summary>A checkpoint whose reading looks for a config beside it.</summary>
    public static byte[] WithSidecar { get; } = Foreign(PaperTransformer);

    /// <summary>All seeds.</summary>
    public static IReadOnlyList<Seed> All { get; } =
    [
        new(SeedKind.Safetensors, Ours(Config)),
        new(SeedKind.Safetensors,
            Ours(Config
                with { Model = new ModelConfig { Architecture = "mlp-x", DModel = 4, DMlp = 6, EqualsSign = false,
                    SeparateVocabularies = true } })),
        new(SeedKind.Safetensors, Foreign(PaperTransformer)),
        new(SeedKind.Safetensors, Foreign(ZhongMlp)),
        new(SeedKind.Torch, ZipWriter.WriteTorch(new PickleWriter(2).StateDict(PaperTransformer))),
        new(SeedKind.Torch, ZipWriter.WriteTorch(new PickleWriter(2).StateDict(ZhongMlp, "Double"))),
        new(SeedKind.Torch, ZipWriter.WriteTorch(new PickleWriter(2).StateDict(GroupMlp, "Half"), isPacked: true)),
        new(SeedKind.Torch, ZipWriter.WriteTorch(Training(2))),
        new(SeedKind.Torch, ZipWriter.WriteTorch(Training(4))),
        new(SeedKind.Torch, ZipWriter.WriteTorch(new PickleWriter(5).StateDict(PaperTransformer))),
        new(SeedKind.Config, Encoding.UTF8.GetBytes(ConfigJson.Write(Config))),
        new(SeedKind.Config, Encoding.UTF8.GetBytes(ConfigJson.Write(PresetCatalogue.Mainline.Config))),
        new(SeedKind.RunFolder,
            Encoding.UTF8.GetBytes(ConfigJson.Write(Config with { Fork = new ForkSource("parent", 1, new string('a', 64)) }))),
        new(SeedKind.Split, """{ "p": 5, "train": [3, 0, 7, 11], "test": [1, 2, 24], "note": "given" }"""u8.ToArray()),
        new(SeedKind.Sidecar, """{ "C": 5, "attn_coeff": 0.5, "act_fn": "GeLU", "diff_vocab": 0, "eqn_sign": true, "model_type": null }"""u8.ToArray()),
        new(SeedKind.Sidecar, """{ "group": "CyclicGroup", "seed": 3, "frac_train": 0.4, "act_fn": "relu" }"""u8.ToArray()),
        new(SeedKind.Summary, """
            { "status": "finished", "steps": 40, "steps_to_99_train": 12, "steps_to_99_test": null,
              "final": { "step": 40, "train_loss": 0.5, "train_accuracy": 1, "test_loss": 1.5, "test_accuracy": 0.25, "weight_norm": 3, "zero_loss_share": 0 },
              "train_seconds": 1, "wall_seconds": 2, "peak_memory_mb": 80, "threads": 1, "engine": "cpu",
              "machine": { "os": "Unix", "runtime": ".NET", "cores": 2, "vector_bits": 256 } }
            """u8.ToArray()),
        new(SeedKind.Analysis, Encoding.UTF8.GetBytes(AnalysisJson.Write(Loaded.Analyze()))),
        new(SeedKind.Metrics,
            Encoding.UTF8.GetBytes(MetricsRow.Header + "\n0,1.6,0.2,1.7,0.1,3.5,0\n10,0.5,1,1.5,,3,0.25\n40,1e-7,1,,,2.5,1\n")),
        new(SeedKind.Timeline,
            Encoding.UTF8.GetBytes("step,train_loss,test_loss,gini_embed\n0,1.6,1.7,\n10,0.5,1.5,0.1\n40,1e-07,,0.9\n")),
        new(SeedKind.Table, ",e,a,b\ne,e,a,b\na,a,b,e\nb,b,,a\n"u8.ToArray()),
        new(SeedKind.Table, "0,1,2\n1,2,0\n2,,1\n"u8.ToArray()),
        new(SeedKind.Config, Encoding.UTF8.GetBytes(ConfigJson.Write(Config with { Task = Table, Split = new SplitConfig() }))),
    ];

    private static TaskConfig Table => new()
    {
        Id = TableOperation.OperationId,
        Table = new OperationTable { Left = ["e", "a"], Right = ["e", "a"], Answers = ["e", "a"], Cells = [0, 1, 1, 0] },
    };

    private static Checkpoint Loaded
    {
        get
        {
            var architecture = Config.CreateArchitecture();
            return new Checkpoint(Config, 40, new Model(architecture, WeightInit.Draw(architecture, 0)));
        }
    }

    private static PickleWriter Training(int protocol) => new PickleWriter(protocol).Dictionary(
        ("model", writer => writer.StateDict(PaperTransformer)),
        ("optimizer",
            writer =>
                writer.Dictionary(
                    ("lr", inner => inner.Number(1e-3)), ("betas", inner => inner.Number(0.9).Number(0.98).Op("\x86")))),
        ("train_losses", writer => writer.List(30, (list, i) => list.Number(1.0 / (i + 1)))),
        ("epoch", writer => writer.Integer(40_000)),
        ("done", writer => writer.Op("\x88")),
        ("note", writer => writer.Op("N")));

    private static byte[] Ours(RunConfig config) => Written(path =>
    {
        var architecture = config.CreateArchitecture();
        Checkpoint.Write(path, config, 40, WeightInit.Draw(architecture, 0));
    });

    private static byte[] Foreign((string Name, int[] Sizes)[] tensors) =>
        Written(path => Safetensors.Write(path, new NamedTensors(
        tensors.ToDictionary(tensor => tensor.Name, tensor => new Tensor(new Shape(tensor.Sizes))),
        new Dictionary<string, string>())));

    private static byte[] Written(Action<string> write)
    {
        var path = Path.GetTempFileName();
        try
        {
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
