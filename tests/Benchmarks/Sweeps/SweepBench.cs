using System.Diagnostics;
using System.Globalization;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>
/// Times runs that differ in their seed: one alone on one thread, several side by side, and the same several one after another on
/// as many threads, in turn, so that a machine that is busy for a while is busy for all. Whole runs, with metrics and
/// checkpoints.
/// </summary>
internal static class SweepBench
{
    /// <summary>Runs everything and prints the table.</summary>
    /// <param name="arguments">Number of rounds, number of threads, steps of a run, and the presets.</param>
    public static void Print(IReadOnlyList<string> arguments)
    {
        var numbers = arguments.Take(3).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Console.WriteLine($"Steps per second of whole runs, in turn, {numbers[0]} rounds; {Environment.ProcessorCount} cores");
        foreach (var preset in arguments.Skip(3))
        {
            Print(PresetCatalogue.Find(preset), numbers[0], numbers[1], numbers[2]);
        }
    }

    private static void Print(Preset preset, int rounds, int threads, int steps)
    {
        var config = preset.Config with { Training = preset.Config.Training with { MaxSteps = steps } };
        SweepContestant[] contestants =
        [
            new("alone, 1 thread", 1, folder => Side(config, 1, folder)),
            new($"side by side, {threads} threads", threads, folder => Side(config, threads, folder)),
            new($"in turn, {threads} threads", threads, folder => InTurn(config, threads, folder)),
        ];
        for (var round = -1; round < rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                var result = Measure(contestant, steps);
                if (round >= 0)
                {
                    contestant.Results.Add(result);
                }
            }
        }
        Write(preset.Id, steps, contestants);
    }

    private static double Side(RunConfig config, int threads, string folder)
    {
        var clock = new RunClock();
        Sweep.Train(Sweep.OverSeeds(config, Enumerable.Range(0, threads), folder), new TrainOptions { Threads = threads }, clock);
        return clock.StepsPerSecond;
    }

    private static double InTurn(RunConfig config, int threads, string folder)
    {
        foreach (var run in Sweep.OverSeeds(config, Enumerable.Range(0, threads), folder))
        {
            Trainer.Train(run.Config, run.Folder, new TrainOptions { Threads = threads });
        }
        return double.NaN;
    }

    private static SweepTiming Measure(SweepContestant contestant, int steps)
    {
        var folder = Directory.CreateTempSubdirectory("grokking-bench-").FullName;
        using var process = Process.GetCurrentProcess();
        var (cpu, collections, pause) = (process.TotalProcessorTime, GC.CollectionCount(0), GC.GetTotalPauseDuration());
        var start = Stopwatch.GetTimestamp();
        var uncontended = contestant.Train(folder);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        var total = contestant.Runs * steps;
        var timing = new SweepTiming(
            total / seconds, uncontended, (process.TotalProcessorTime - cpu).TotalMilliseconds / total,
            GC.CollectionCount(0) - collections, (GC.GetTotalPauseDuration() - pause).TotalSeconds / seconds);
        Directory.Delete(folder, recursive: true);
        return timing;
    }

    private static void Write(string preset, int steps, SweepContestant[] contestants)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{$"{preset}, {steps} steps",-26}{"median",9}{"x alone",9}{"fastest",9}{"x alone",9}{"uncontended",13}{"x alone",9}{"cpu ms/step",13}{"gcs",5}{"gc pause",10}");
        var alone = contestants[0].Results;
        foreach (var contestant in contestants)
        {
            var (name, results) = (contestant.Name, contestant.Results);
            var (rates, uncontended) =
                (results.Select(result => result.StepsPerSecond), results.Select(result => result.Uncontended));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-26}{Median(rates),9:F1}{Median(rates.Zip(alone, (rate, one) => rate / one.StepsPerSecond)),9:F2}")
                + string.Create(
                    CultureInfo.InvariantCulture, $"{rates.Max(),9:F1}{rates.Max() / alone.Max(one => one.StepsPerSecond),9:F2}")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Known(Median(uncontended), "F1"),13}{Known(Median(uncontended) / Median(alone.Select(one => one.Uncontended)), "F2"),9}")
                + string.Create(CultureInfo.InvariantCulture,
                    $"{results.Min(result => result.CpuMilliseconds),13:F2}{results.Max(result => result.Collections),5}{results.Max(result => result.PauseShare),10:P2}"));
        }
    }

    private static string Known(double value, string format) =>
        double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
