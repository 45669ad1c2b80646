using System.Diagnostics;
using System.Globalization;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>Times a training step of five networks of the field beside the same step in PyTorch, in turn, each by its fastest
/// step.</summary>
internal static class NetworkTable
{
    private const int StepsPerRound = 10;

    private static readonly Network[] Networks =
    [
        new("mainline", new RunConfig(), "torch_step.py", ["--variant", "plain"]),
        new("power", PresetCatalogue.Find("power-mod-add").Config, "torch_networks.py", ["--network", "power"]),
        new("doshi", PresetCatalogue.Doshi.Config, "torch_networks.py", ["--network", "doshi"]),
        new("group-mlp", Group(new ModelConfig
        {
            Architecture = "mlp-groups", DModel = 256, DMlp = 128, EqualsSign = false, SeparateVocabularies = true,
        }), "torch_networks.py", ["--network", "group-mlp"]),
        new("group-transformer", Group(new ModelConfig()), "torch_networks.py", ["--network", "group-transformer"]),
    ];

    /// <summary>Runs all networks in turn and prints the table.</summary>
    /// <param name="arguments">Number of rounds; then, where there are peers, a Python with PyTorch and the folder of the
    /// scripts.</param>
    public static void Print(IReadOnlyList<string> arguments)
    {
        var rounds = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        Console.WriteLine("One training step, forward, backward and optimizer, in turn; the fastest of each, ms");
        Console.WriteLine(StepTable.Machine);
        var (onOne, onTwo) = (BareRate.Of(1), BareRate.Of(2));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"bare multiply-adds: {onOne:F0} GFLOP/s on 1 thread, {onTwo:F0} on 2; 'least' is a step's operations at the latter"));
        Console.WriteLine();
        Console.WriteLine(
            $"{"network",-18}{"engine",8}{"ours, 2 threads",17}{"least",8}{"PyTorch, 1",12}{"PyTorch, 2",12}{"times faster",14}");
        foreach (var network in Networks)
        {
            using var trained = new Trained(network.Config);
            var (ours, one, two) = (double.MaxValue, double.NaN, double.NaN);
            for (var round = 0; round < rounds; round++)
            {
                ours = Math.Min(ours, trained.Fastest());
                if (arguments.Count == 3)
                {
                    one = Least(one, network.Peer(arguments[1], arguments[2], 1));
                    two = Least(two, network.Peer(arguments[1], arguments[2], 2));
                }
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{network.Name,-18}{trained.Engine,8}{ours,17:F2}{trained.Operations / onTwo / 1e6,8:F2}{one,12:F2}{two,12:F2}{Least(one, two) / ours,14:F1}"));
        }
    }

    private static double Least(double left, double right) => double.IsNaN(left) ? right : Math.Min(left, right);

    private static RunConfig Group(ModelConfig model) => new()
    {
        Task = new TaskConfig { Id = GroupOperation.SymmetricId, P = 120 },
        Split = new SplitConfig { TrainFraction = 0.4 },
        Model = model,
    };

    private sealed record Network(string Name, RunConfig Config, string Script, string[] Arguments)
    {
        public double Peer(string python, string folder, int threads) => StepTable.Peer(
            python, [Path.Combine(folder, Script), .. Arguments, "--threads", $"{threads}", "--steps",
                $"{StepsPerRound}"]).Fastest;
    }

    private sealed class Trained : IDisposable
    {
        private readonly IEngine engine;
        private readonly Examples examples;
        private readonly int batch;
        private int step;

        public Trained(RunConfig config)
        {
            var architecture = config.CreateArchitecture();
            Engine = EngineCatalogue.Choose(EngineCatalogue.Automatic, EngineCatalogue.Automatic, architecture).Engine;
            engine = EngineCatalogue.Create(
                Engine, architecture, WeightInit.Draw(architecture, 0),
                new EngineOptions(new AdamW(), 2) { Loss = config.Training.Loss });
            var operation = config.CreateOperation();
            examples = new Examples(operation, config.Model.Format, [.. config.Split.Resolve(operation).Train]);
            batch = config.Training.BatchSize ?? examples.Count;
            Operations = OperationsOf(config);
            Fastest();
        }

        // NaN where they are not counted: a mini-batch shares rows as its examples happen to begin alike.
        public double Operations { get; }

        public string Engine { get; }

        // Batches follow each other through the examples: new rows in each step, as in training.
        public double Fastest()
        {
            var least = double.MaxValue;
            for (var i = 0; i < StepsPerRound; i++, step++)
            {
                var first = step * batch % Math.Max(1, examples.Count - batch + 1);
                int[] rows = batch == examples.Count ? [] : [.. Enumerable.Range(first, batch)];
                var start = Stopwatch.GetTimestamp();
                engine.ComputeGradients(examples, rows);
                engine.ApplyUpdate();
                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            return least;
        }

        public void Dispose() => engine.Dispose();

        // Forward, and two products backward.
        private double OperationsOf(RunConfig config) =>
            batch < examples.Count ? double.NaN
            : engine.Architecture.Layers.OfType<Attention>().Any() ? StepCost.Of(Engine, config, examples.Count).Operations
            : 2.0 * 3 * examples.Count * engine.Architecture.Layers[^2].OutWidth * engine.Architecture.DVocabOut;
    }
}
