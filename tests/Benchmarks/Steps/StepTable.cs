using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>
/// Times a training step of the mainline network in each engine and in its peers, in turn, so that a machine that is busy for a
/// while is busy for all.
/// </summary>
internal static class StepTable
{
    private const int StepsPerRound = 10;
    private static readonly int[] ThreadCounts = [1, 2];

    /// <summary>Runs all contestants in turn and prints the table.</summary>
    /// <param name="arguments">Number of rounds; then, where there are peers, a Python with PyTorch and the script that times a
    /// peer.</param>
    public static void Print(IReadOnlyList<string> arguments)
    {
        var rounds = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        var config = new RunConfig();
        var examples = new Examples(
            config.CreateOperation(), config.CreateFormat(), [.. config.Split.Resolve(config.CreateOperation()).Train]);
        var engines = Engines(config.CreateArchitecture()).ToList();
        List<Contestant> contestants = [.. engines.Select(entry =>
            new Contestant(entry.Engine.Id, entry.Threads, () => Steps(entry.Engine, examples, StepsPerRound, WallTime)))];
        if (arguments.Count == 3)
        {
            contestants.AddRange(Peers(arguments[1], arguments[2]));
        }
        foreach (var (engine, _) in engines)
        {
            Steps(engine, examples, StepsPerRound, WallTime);
        }
        for (var round = 0; round < rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                contestant.Times.AddRange(contestant.Run());
            }
        }
        Write(contestants, examples.Count);
        engines.ForEach(entry => entry.Engine.Dispose());
    }

    private static TimeSpan WallTime() => Stopwatch.GetElapsedTime(0);

    private static IEnumerable<(IEngine Engine, int Threads)> Engines(Architecture architecture) =>
        from id in EngineCatalogue.All.Keys.Order(StringComparer.Ordinal).Reverse()
        from threads in ThreadCounts
        select (
            EngineCatalogue.Create(id, architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), threads)),
            threads);

    private static IEnumerable<Contestant> Peers(string python, string script) =>
        from variant in new[] { "lean", "plain" }
        from threads in ThreadCounts
        select new Contestant($"PyTorch {variant}", threads, () => PeerSteps(python, script, variant, threads));

    /// <summary>Takes some steps and returns the time of each by a clock, ms.</summary>
    public static List<double> Steps(IEngine engine, Examples examples, int count, Func<TimeSpan> clock)
    {
        var times = new List<double>();
        for (var step = 0; step < count; step++)
        {
            var start = clock();
            engine.ComputeGradients(examples);
            engine.ApplyUpdate();
            times.Add((clock() - start).TotalMilliseconds);
        }
        return times;
    }

    // A peer reports two numbers of its steps: the median stands for all but one of them.
    private static double[] PeerSteps(string python, string script, string variant, int threads)
    {
        var (median, fastest) =
            Peer(python, [script, "--variant", variant, "--threads", $"{threads}", "--steps", $"{StepsPerRound}"]);
        return [fastest, .. Enumerable.Repeat(median, StepsPerRound - 1)];
    }

    /// <summary>Runs a script that times steps of a peer and prints a line of JSON.</summary>
    /// <param name="python">The Python.</param>
    /// <param name="arguments">The script and its arguments.</param>
    /// <returns>The middle and the fastest step, ms.</returns>
    public static (double Median, double Fastest) Peer(string python, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true };
        // With it OpenBLAS computes for another processor.
        start.Environment.Remove("OPENBLAS_CORETYPE");
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        using var json = JsonDocument.Parse(line);
        return (json.RootElement.GetProperty("ms_median").GetDouble(), json.RootElement.GetProperty("ms_min").GetDouble());
    }

    private static void Write(List<Contestant> contestants, int pairs)
    {
        Console.WriteLine("One training step of the mainline network, forward, backward and AdamW");
        Console.WriteLine($"(p = 113, {pairs} pairs, d_model 128, 4 heads, d_mlp 512), in turn, ms");
        Console.WriteLine(Machine);
        Console.WriteLine();
        var best = BestOf(contestants, "PyTorch plain") ?? BestOf(contestants, "cpu") ?? 1;
        var rival = BestOf(contestants, "PyTorch plain") is null ? "cpu" : "plain";
        Console.WriteLine($"{"",-16}{"threads",8}{"median",10}{"fastest",10}{"times faster than best " + rival,32}");
        foreach (var entry in contestants)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{entry.Name,-16}{entry.Threads,8}{entry.Median,10:F1}{entry.Least,10:F1}{best / entry.Least,32:F1}"));
        }
    }

    private static double? BestOf(List<Contestant> contestants, string name) =>
        contestants.Where(entry => entry.Name == name).Select(entry => (double?)entry.Least).Min();

    /// <summary>What it was measured on, two lines.</summary>
    public static string Machine =>
        $"{Processor()}, {MachineInfo.Current.Cores} cores, {MachineInfo.Current.VectorBits}-bit "
            + $"vectors\n{MachineInfo.Current.Runtime}, {MachineInfo.Current.Os}";

    private static string Processor() =>
        File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? "processor unknown"
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "processor unknown";
}
