using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Carries the runs of a sweep out on a terminal.</summary>
internal static class SweepRunning
{
    // A bar in single steps would count far; in hundreds its numbers stay short.
    private const int StepsAPart = 100;

    /// <summary>Trains what is missing of a share, and shows how far it is.</summary>
    /// <returns>How each run of the share stands.</returns>
    public static IReadOnlyList<SweepResult> Run(
        Terminal terminal, SweepFolder sweep, SweepShard share, TrainOptions options, CancellationToken stop)
    {
        var missing = sweep.Missing(share);
        var parts = Math.Max(1, missing.Sum(run => PartsOf(run.Config.Training.MaxSteps)));
        var title = missing.Count == 0
            ? "No run is missing"
            : $"Training {NumberText.Count(missing.Count, "run")}, {NumberText.Count(Math.Min(missing.Count, options.Threads))} "
                + "at a time, in hundreds of steps";
        var results =
            WorkDisplay.Run(terminal.Out, title, parts, add => sweep.Run(share, options, runs => new Counting(runs, add), stop));
        terminal.Remark(results.SelectMany(result => result.Remarks));
        foreach (var result in results.Where(result => result.Failure is not null))
        {
            terminal.Error.Write(new TextPage(terminal.Error.MessageWidth)
                .Paragraph($"grokking: {PathText.Name(result.Run.Folder)}: {result.Failure!.Message}"));
        }
        return results;
    }

    private static int PartsOf(int steps) => Math.Max(1, steps / StepsAPart);

    // Tells how many parts of the work are done, those of runs that go on among them.
    private sealed class Counting(IReadOnlyList<SweepRun> runs, Action<int> add) : ISweepObserver
    {
        private readonly int[] told = new int[runs.Count];

        public void OnBegin(int index)
        {
        }

        public void OnStep(int index, TrainingProgress progress) =>
            Tell(index, Math.Min(progress.Row.Step / StepsAPart, Total(index) - 1));

        public void OnEnd(int index, SweepResult result) => Tell(index, Total(index));

        private int Total(int index) => PartsOf(runs[index].Config.Training.MaxSteps);

        private void Tell(int index, int parts)
        {
            if (parts > told[index])
            {
                add(parts - told[index]);
                told[index] = parts;
            }
        }
    }
}

/// <summary>The tables of a sweep on disk and on a terminal.</summary>
internal static class SweepFiles
{
    /// <summary>Writes them into the sweep's folder.</summary>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<SweepOutcome> outcomes, bool parquet)
    {
        (string Name, TypedTable Table)[] tables =
        [
            ("results", SweepTables.Results(outcomes)), ("groups", SweepTables.Groups(outcomes)),
            ("survival", SweepTables.Survival(outcomes)), ("times", SweepTables.Times(outcomes)),
        ];
        return [.. tables.SelectMany(table => TableFiles.Write(table.Table, Path.Combine(folder, table.Name + ".csv"), parquet))];
    }

    /// <summary>The groups, a row each.</summary>
    public static TextPage Text(IReadOnlyList<SweepOutcome> outcomes, int width) => new TextPage(width)
        .Line()
        .Table(["group", ">runs", ">grokked", ">median steps", "95 %", ">sustained"], [.. SweepGroup.Of(outcomes).Select(Row)])
        .Line().Paragraph(
            "Steps to 99 % on the test pairs, medians over seeds by Kaplan-Meier; a dash where less than half of the runs came "
            + $"to it, or fewer than {KaplanMeier.FewestForIntervals} seeds give no interval.");

    private static string[] Row(SweepGroup group) =>
    [
        group.Settings.Count == 0 ? "all" : string.Join(", ", group.Settings.Select(setting => $"{setting.Key} {setting.Value}")),
        NumberText.Count(group.Outcomes.Count), NumberText.Count(group.First.Events), Step(group.First.Median),
        group.First.MedianLower is null ? "-" : $"{Step(group.First.MedianLower)} to {Step(group.First.MedianUpper)}",
        Step(group.Sustained.Median),
    ];

    private static string Step(int? step) => step is { } reached ? NumberText.Count(reached) : "-";
}
