using System.Globalization;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>
/// How the time of a training step grows with p, with the width and with the number of layers: all networks in turn, one thread,
/// and the exponents that fit the fastest step of each, beside those of its operations.
/// </summary>
internal static class ScalingTable
{
    private const int StepsPerRound = 3;

    private static readonly Series[] AllSeries =
    [
        new("p (pairs grow with p²)", [59, 113, 227], (config, p) => config with { Task = new TaskConfig { P = p } }),
        new("d_model, with d_mlp = 4·d_model", [64, 128, 256],
            (config, d) => config with { Model = config.Model with { DModel = d } }),
        new("d_mlp", [256, 512, 1024], (config, m) => config with { Model = config.Model with { DMlp = m } }),
        new("layers", [1, 2, 4], (config, layers) => config with { Model = config.Model with { NLayers = layers } }),
    ];

    /// <summary>Times all networks in turn and prints the tables.</summary>
    /// <param name="rounds">How often each has its turn.</param>
    public static void Print(int rounds)
    {
        List<Sample> samples = [.. AllSeries.SelectMany(Samples)];
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var sample in samples)
            {
                // The first round warms up.
                var times = sample.Entry.Run();
                sample.Entry.Times.AddRange(round > 0 ? times : []);
            }
        }
        Console.WriteLine(StepTable.Machine);
        Console.WriteLine(
            $"1 thread, processor time of the fastest of {samples[0].Entry.Times.Count} steps; the networks but for what varies: mainline");
        foreach (var group in samples.GroupBy(sample => (Series: sample.Series.Name, Engine: sample.Entry.Name)))
        {
            Write(group.Key.Series, group.Key.Engine, [.. group]);
        }
    }

    private static IEnumerable<Sample> Samples(Series series) =>
        from id in EngineCatalogue.All.Keys.Order(StringComparer.Ordinal)
        let values = series.Values.Where(value =>
            id != FusedEngine.EngineId || FusedEngine.Supports(series.Change(new RunConfig(), value).CreateArchitecture()))
                .ToArray()
        where values.Length > 1
        from value in values
        select NewSample(series, id, value);

    private static Sample NewSample(Series series, string id, int value)
    {
        var config = series.Change(new RunConfig(), value);
        var architecture = config.CreateArchitecture();
        var examples = new Examples(
            config.CreateOperation(), config.CreateFormat(), [.. config.Split.Resolve(config.CreateOperation()).Train]);
        var engine =
            EngineCatalogue.Create(id, architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), 1));
        return new Sample(
            series, value, new Contestant(id, 1, () => StepTable.Steps(engine, examples, StepsPerRound, ProcessorTime)),
            StepCost.Of(id, config, examples.Count));
    }

    // One thread works, so that what the process used is what the step took; what others use of the machine does not count.
    private static TimeSpan ProcessorTime() => Environment.CpuUsage.TotalTime;

    private static void Write(string series, string engine, Sample[] samples)
    {
        Console.WriteLine($"\n{engine}, against {series}");
        Console.WriteLine($"{"",10}{"ms",9}{"GFLOP",9}{"pairs",8}{"mixing",8}{"tables",8}{"GFLOP/s",9}{"kept MB",9}");
        foreach (var (_, value, entry, cost) in samples)
        {
            Console.Write(Line(
                $"{value,10}{entry.Least,9:F2}{cost.Operations / 1e9,9:F3}{cost.Pairs / cost.Operations,8:P0}{cost.Mixing / cost.Operations,8:P0}"));
            Console.WriteLine(
                Line($"{cost.Tables / cost.Operations,8:P0}{cost.Operations / entry.Least / 1e6,9:F0}{cost.Activations * 4 / 1e6,9:F1}"));
        }
        double[] x = [.. samples.Select(sample => (double)sample.Value)];
        Console.WriteLine(
            Line($"{"exponent",10}{Fit(sample => sample.Entry.Least),9:F2}{Fit(sample => sample.Cost.Operations),9:F2}"));

        double Fit(Func<Sample, double> y) => PowerLaw.Exponent(x, [.. samples.Select(y)]);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Series(string Name, int[] Values, Func<RunConfig, int, RunConfig> Change);

    private sealed record Sample(Series Series, int Value, Contestant Entry, StepCost Cost);
}
