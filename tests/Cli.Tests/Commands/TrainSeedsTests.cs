using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary><c>train --seeds</c>.</summary>
[Trait("lane", "full")]
public sealed class TrainSeedsTests
{
    // Each step multiplies the weights by 1 - 10 * 1000, so that float32 overflows within ten.
    private static readonly string[] Diverging = ["--set", "learning_rate=10", "weight_decay=1000", "warmup_steps=0"];

    [Fact]
    public void Train_OfSeveralSeeds_GivesEachTheBitsOfTheRunAlone()
    {
        using var folder = new TempFolder();

        var result = Train(folder, "--seeds", "0..2,7", "--threads", "2");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        foreach (var seed in new[] { 0, 1, 2, 7 })
        {
            var alone = TinyRun.Train(folder, $"alone-{seed}", "--set", $"model.seed={seed}");
            Assert.Equal(TinyRun.Checkpoint(alone), TinyRun.Checkpoint(folder.File($"set/seed-{seed}")));
        }
    }

    [Fact]
    public void Train_OfSeveralSeeds_KeepsTheSplit()
    {
        using var folder = new TempFolder();

        Train(folder, "--seeds", "0,1");

        Assert.Equal(Run.Open(folder.File("set/seed-0")).Split.Train, Run.Open(folder.File("set/seed-1")).Split.Train);
    }

    [Fact]
    public void Train_OfSeveralSeeds_EndsWithATableThatFitsEightyColumns()
    {
        using var folder = new TempFolder();

        var result = Train(folder, "--seeds", "0..2");

        Assert.Contains(
            "3 of 3 runs trained to the end; 0 reached 99 % on the test pairs\n", result.Out, StringComparison.Ordinal);
        Assert.Matches(
            @"\n  seed  99 % train  99 % test  test loss  accuracy  status\n     0  +\S+ +\S+ +[\d.]+ +[\d.]+ %  finished\n",
            result.Out);
        Assert.All(
            result.Out.Split('\n').Where(line => !line.Contains(folder.Path, StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("seed 1: finished, test accuracy ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OfSeveralSeeds_WritesTheTable()
    {
        using var folder = new TempFolder();

        Train(folder, "--seeds", "3,1");

        var lines = File.ReadAllLines(folder.File("set/seeds.csv"));
        Assert.Equal(
            [SweepTable.Header, "1,finished,40", "3,finished,40"],
            lines.Select((line, row) => row == 0 ? line : string.Join(',', line.Split(',')[..3])));
    }

    [Fact]
    public void Train_OfSeveralSeedsWithParquet_WritesTheTableTwice()
    {
        using var folder = new TempFolder();

        Assert.Equal(0, Train(folder, "--seeds", "3,1", "--parquet").ExitCode);

        var (csv, parquet) =
            (DataFrames.ReadCsv(folder.File("set/seeds.csv")), DataFrames.ReadParquet(folder.File("set/seeds.parquet")));
        Assert.Equal([1, 3], parquet["seed"].Cast<int>());
        Assert.Equal(csv.ToTypedTable().ToCsv(), parquet.ToTypedTable().ToCsv());
    }

    [Fact]
    public void Train_OfOneRunWithParquet_IsRefused()
    {
        using var folder = new TempFolder();

        var result = Train(folder, "--parquet");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains(
            "--parquet writes the table of --seeds: expected both, got no --seeds", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("set")));
    }

    [Fact]
    public void Train_WhereARunIsThere_StartsNothing()
    {
        using var folder = new TempFolder();
        Train(folder, "--seeds", "2");

        var result = Train(folder, "--seeds", "0..3");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains(
            "seed-2: already holds a run. --resume goes on with it, --force deletes it", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("set/seed-0")));
    }

    [Fact]
    public void Resume_LeavesFinishedRunsContinuesBegunOnesAndStartsMissingOnes()
    {
        using var folder = new TempFolder();
        Train(folder, "--seeds", "0..3");
        var before = File.ReadAllText(folder.File("set/seed-0/summary.json"));
        Directory.Delete(folder.File("set/seed-2"), recursive: true);
        Directory.Delete(folder.File("set/seed-3"), recursive: true);
        Trainer.Train(
            TinyRun.Config with { Model = TinyRun.Config.Model with { Seed = 3 } }, folder.File("set/seed-3"),
            new TrainOptions { Threads = 1 }, null,
            new CancellationToken(canceled: true));

        var result = Train(folder, "--seeds", "0..3", "--resume");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(before, File.ReadAllText(folder.File("set/seed-0/summary.json")));
        Assert.Contains("seeds     0..3; 3 begun or done before\n", result.Out, StringComparison.Ordinal);
        foreach (var seed in new[] { 2, 3 })
        {
            Assert.Equal(
                TinyRun.Checkpoint(TinyRun.Train(folder, $"alone-{seed}", "--set", $"model.seed={seed}")),
                TinyRun.Checkpoint(folder.File($"set/seed-{seed}")));
        }
    }

    [Fact]
    public void Resume_WithOtherSettings_StartsNothing()
    {
        using var folder = new TempFolder();
        Train(folder, "--seeds", "1");

        var result = Train(folder, "--seeds", "0,1", "--resume", "--set", "learning_rate=0.1");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("holds a run of another config", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("set/seed-0")));
    }

    [Fact]
    public void Train_WithForce_ReplacesTheRuns()
    {
        using var folder = new TempFolder();
        Train(folder, "--seeds", "0,1");

        var result = Train(folder, "--seeds", "0,1", "--force", "--set", "max_steps=20");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(20, Run.Open(folder.File("set/seed-1")).Summary!.Steps);
    }

    [Fact]
    public void Train_WhenLossesAreNotFinite_SaysWhichAndReturnsOne()
    {
        using var folder = new TempFolder();

        var result = Train(folder, ["--seeds", "0,4", .. Diverging]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"grokking: seed 0: the training loss is \S+ after \d+ steps;", result.Error);
        Assert.Contains("grokking: seed 4: ", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"\n     4 .*  loss not finite at \d+\n", result.Out);
    }

    [Fact]
    public void Train_WhenOneRunFails_TrainsTheOthers()
    {
        using var folder = new TempFolder();
        Train(folder, "--seeds", "0..2", "--set", "max_steps=20");
        File.WriteAllText(new RunPaths(folder.File("set/seed-1")).State(20), "damaged");

        var result = Train(folder, "--seeds", "0..2", "--resume");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("grokking: seed 1: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(TinyRun.Steps, Run.Open(folder.File("set/seed-2")).Summary!.Steps);
    }

    [Fact]
    public void Interruption_StopsAllAndTheCommandThatItShowsGoesOn()
    {
        using var folder = new TempFolder();
        string[] arguments =
            ["train", TinyRun.WriteConfig(folder), "--out", folder.File("set"), "--seeds", "0..5", "--threads", "2"];

        var first = Tool.RunInterruptedAt("ended", arguments);
        var second = Tool.Run([.. first.Out.Split("To go on: grokking ")[1].TrimEnd().Split(' ')]);

        Assert.Equal(130, first.ExitCode);
        Assert.Contains("  not begun\n", first.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal(
            TinyRun.Checkpoint(TinyRun.Train(folder, "alone", "--set", "model.seed=5")),
            TinyRun.Checkpoint(folder.File("set/seed-5")));
    }

    private static ToolResult Train(TempFolder folder, params string[] more) =>
        Tool.Run(["train", TinyRun.WriteConfig(folder), "--out", folder.File("set"), .. more]);
}
