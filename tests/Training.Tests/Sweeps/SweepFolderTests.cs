namespace Grokking.Training.Tests;

public sealed class SweepFolderTests : IDisposable
{
    private static readonly SweepGrid Grid = new SweepGrid(new RunConfig
    {
        Task = new TaskConfig { P = 7 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 8, NHeads = 2 },
        Training = new TrainingConfig { MaxSteps = 30, LogEvery = 5, CheckpointEvery = 10, WarmupSteps = 0 },
    }).Over("weight_decay", 0.5, 2).OverSeeds(3);

    private static readonly TrainOptions Options = new() { Threads = 2 };

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Run_ByShards_GivesTheTablesOfARunAtOnce()
    {
        var (whole, parts) = (Make("whole"), Make("parts"));
        whole.Run(SweepShard.Whole, Options);

        for (var i = 4; i >= 1; i--)
        {
            parts.Run(new SweepShard(i, 4), Options);
        }

        Assert.Equal(Tables(whole), Tables(parts));
        Assert.All(parts.Results(), result => Assert.Equal(SweepStatus.Finished, result.Status));
    }

    [Fact]
    public void Run_StoppedTwiceAndResumed_GivesTheTablesOfOneThatWasNot()
    {
        var (whole, stopped) = (Make("whole"), Make("stopped"));
        whole.Run(SweepShard.Whole, Options);

        foreach (var step in new[] { 10, 20 })
        {
            using var stop = new CancellationTokenSource();
            stopped.Run(
                SweepShard.Whole, Options, _ => new RecordingObserver { AtStep = (_, progress) => StopAt(progress, step, stop) },
                stop.Token);
            Assert.Contains(stopped.Results(), result => result.Status != SweepStatus.Finished);
        }
        stopped.Run(SweepShard.Whole, Options);

        Assert.Equal(Tables(whole), Tables(stopped));
    }

    [Fact]
    public void Run_ASecondTime_TrainsNothing()
    {
        var sweep = Make("sweep");
        sweep.Run(SweepShard.Whole, Options);
        var before =
            sweep.Results().Select(result => File.GetLastWriteTimeUtc(Path.Combine(result.Run.Folder, "summary.json"))).ToList();

        var results =
            sweep.Run(SweepShard.Whole, Options, _ => throw new InvalidOperationException("nothing is to be carried out"));

        Assert.Equal(before, results.Select(result => File.GetLastWriteTimeUtc(Path.Combine(result.Run.Folder, "summary.json"))));
    }

    [Fact]
    public void Run_OfOneThatAnotherProcessHas_IsRefusedAndStartsNothing()
    {
        var sweep = Make("sweep");
        using (RunLock.Take(sweep.FolderOf(sweep.Plan.Runs[3])))
        {
            Assert.Throws<OutputFolderException>(() => sweep.Run(SweepShard.Whole, Options));
        }
        Assert.All(sweep.Results(), result => Assert.Equal(SweepStatus.NotBegun, result.Status));
    }

    [Fact]
    public void Outcomes_HaveARowForEveryRun_WhateverItsState()
    {
        var sweep = SweepFolder.Make(temp.File("odd"), new SweepPlan([
            .. Grid.Plan().Runs.Take(2), .. new SweepGrid(Grid.Base).Over("learning_rate", 10).Over("epsilon", 0).Plan().Runs]));
        sweep.Run(new SweepShard(1, 3), Options);
        var broken = sweep.Run(new SweepShard(3, 3), Options)[0];

        var table = SweepTables.Results(SweepOutcome.Of(sweep));

        var status = table.Columns.Select(column => column.Name).ToList().IndexOf("status");
        Assert.Equal(
            ["finished", "not_begun", broken.Status == SweepStatus.NonFinite ? "non_finite" : "finished"], table[status]);
    }

    [Fact]
    public void Make_WithAGridThatGrew_KeepsWhatIsDone()
    {
        var sweep = Make("sweep");
        sweep.Run(SweepShard.Whole, Options);

        var grown = SweepFolder.Make(sweep.Folder, new SweepGrid(Grid.Base).Over("weight_decay", 0.5, 1, 2).OverSeeds(3).Plan());

        Assert.Equal(3, grown.Missing(SweepShard.Whole).Count);
    }

    [Fact]
    public void Make_WithAGridThatLacksRuns_IsRefused()
    {
        var sweep = Make("sweep");

        var error = Assert.Throws<OutputFolderException>(() =>
            SweepFolder.Make(sweep.Folder, new SweepGrid(Grid.Base).OverSeeds(2).Plan()));

        Assert.Contains("can only grow", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, SweepFolder.Open(sweep.Folder).Plan.Runs.Count);
    }

    [Fact]
    public void Make_WhereOtherFilesAre_IsRefused()
    {
        temp.Write("mine.txt", "");

        Assert.Throws<OutputFolderException>(() => SweepFolder.Make(temp.Path, Grid.Plan()));
    }

    [Fact]
    public void Open_WithoutASweep_SaysWhatMakesOne() =>
        Assert.Contains(
            "sweep plan", Assert.Throws<DirectoryNotFoundException>(() => SweepFolder.Open(temp.Path)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("0.5 0.99 0.5 1 1", 1, 3)]
    [InlineData("0.5 0.6", null, null)]
    [InlineData("1 1 1", 0, 0)]
    [InlineData("0.5 1 0.98", 1, null)]
    [InlineData("", null, null)]
    public void GrokTime_HasBothDefinitions(string curve, int? first, int? sustained)
    {
        var points = curve.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((value, step) => (step, (double?)double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(new GrokTime(first, sustained), GrokTime.Of(points));
    }

    [Fact]
    public void TestMirrorUnseen_LeavesOutPairsWhoseMirrorIsTrainedOn()
    {
        var operation = ModularOperation.Add(3);
        var split = new Split([1, 4], [0, 2, 3, 5, 6, 7, 8]);

        // 3 = (1, 0) is the mirror of 1 = (0, 1), which is trained on.
        Assert.Equal([0, 2, 5, 6, 7, 8], split.TestMirrorUnseen(operation));
    }

    [Fact]
    public void MirrorUnseen_OfARun_IsThatOfItsCheckpoints()
    {
        var sweep = Make("sweep");
        sweep.Run(SweepShard.Whole, Options);
        var outcome = SweepOutcome.Of(sweep)[0];
        var run = Run.Open(sweep.FolderOf(outcome.Run));
        var pairs = run.Split.TestMirrorUnseen(run.Operation);

        var curve = run.Checkpoints.Select(checkpoint =>
            (checkpoint.Step, (double?)pairs.Average(pair => IsRight(checkpoint, pair) ? 1.0 : 0)));

        Assert.NotEmpty(pairs);
        Assert.Equal(GrokTime.Of(curve), outcome.MirrorUnseen);
    }

    private static bool IsRight(Checkpoint checkpoint, int pair)
    {
        var examples = new Examples(checkpoint.Operation, checkpoint.Format, [pair]);
        var logits = checkpoint.Model.Run(examples).Span.ToArray();
        return Array.IndexOf(logits, logits.Max()) == examples.Labels[0];
    }

    private static void StopAt(TrainingProgress progress, int step, CancellationTokenSource stop)
    {
        if (progress.Row.Step >= step)
        {
            stop.Cancel();
        }
    }

    private SweepFolder Make(string name) => SweepFolder.Make(temp.File(name), Grid.Plan());

    private static string[] Tables(SweepFolder sweep)
    {
        var outcomes = SweepOutcome.Of(sweep);
        return [SweepTables.Results(outcomes).ToCsv(), SweepTables.Groups(outcomes).ToCsv(),
            SweepTables.Survival(outcomes).ToCsv()];
    }
}
