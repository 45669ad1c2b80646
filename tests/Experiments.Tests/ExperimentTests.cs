using System.Collections.Concurrent;
using Grokking.Training;

namespace Grokking.Experiments.Tests;

/// <summary>What holds for every experiment.</summary>
public sealed class ExperimentTests : IDisposable
{
    // Of two cores in 20 minutes, at the rate that was measured on one narrow layer.
    private const double SmallOperations = 1.5e11 * 2 * 20 * 60;

    // A plan of thousands of runs, which several tests look at.
    private static readonly ConcurrentDictionary<(string, ExperimentScale), Lazy<SweepPlan>> Plans = new();

    private readonly TempFolder folder = new();

    public static TheoryData<string> Ids => [.. ExperimentCatalogue.All.Select(experiment => experiment.Id)];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Ids))]
    public void Plan_OfTheSmallScale_FitsInTwentyMinutesOnTwoCores(string id)
    {
        var cost = ExperimentCost.Of(Plan(id, ExperimentScale.Small));

        Assert.InRange(cost.Operations, 1, SmallOperations);
    }

    [Theory, MemberData(nameof(Ids))]
    public void Plan_OfThePapersScale_CostsMore(string id)
    {
        var (small, paper) =
            (ExperimentCost.Of(Plan(id, ExperimentScale.Small)), ExperimentCost.Of(Plan(id, ExperimentScale.Paper)));

        Assert.True(paper.Operations > 10 * small.Operations, $"{paper} against {small}");
    }

    [Theory, MemberData(nameof(Ids))]
    public void Plan_OfThePapersScale_IsReadAsItWasWritten(string id)
    {
        var plan = Plan(id, ExperimentScale.Paper);
        SweepFolder.Make(folder.File("plan"), plan);

        var read = SweepFolder.Open(folder.File("plan")).Plan;

        Assert.Equal(plan.Runs.Select(run => run.Id), read.Runs.Select(run => run.Id));
        Assert.Equal(ConfigJson.Write(plan.Runs[^1].Config), ConfigJson.Write(read.Runs[^1].Config));
    }

    [Theory, MemberData(nameof(Ids))]
    [Trait("lane", "full")]
    public void Plan_OfThePapersScale_HasACellThatRuns(string id)
    {
        // The cheapest cell: those of the largest networks take seconds a step.
        var cell = Plan(id, ExperimentScale.Paper).Runs.MinBy(run => ExperimentCost.Of(new SweepPlan([run])).Operations)!;
        var sweep = Make("cell", [cell], _ => 2);

        Assert.Equal(SweepStatus.Finished, Assert.Single(sweep.Run(SweepShard.Whole, new TrainOptions { Threads = 1 })).Status);
    }

    [Theory, MemberData(nameof(Ids))]
    public void Read_BeforeAnyRun_ComparesNothing(string id)
    {
        var runs =
            new ExperimentRuns(SweepFolder.Make(folder.File("nothing"), Plan(id, ExperimentScale.Small)), ExperimentScale.Small);

        var findings = ExperimentCatalogue.Find(id).Read(runs);

        Assert.NotEmpty(findings.Comparisons);
        Assert.All(
            findings.Comparisons,
            row => Assert.True(row.Agreement == Agreement.NotComparable, $"{row.Setting}: {row.Agreement} without a run"));
    }

    [Theory, MemberData(nameof(Ids))]
    [Trait("lane", "full")]
    public void Read_OfRunsOfAFewSteps_GivesATableAndFiguresThatCanBeDrawn(string id)
    {
        var experiment = ExperimentCatalogue.Find(id);
        var sweep = Make("short", OneOfEachGroup(Plan(id, ExperimentScale.Small)), Short);
        sweep.Run(SweepShard.Whole, new TrainOptions());
        var grown = Make(
            "short",
            [.. sweep.Plan.Runs,
                .. OneOfEachGroup(experiment.Grow(new ExperimentRuns(sweep, ExperimentScale.Small)))
                .Where(run => run.Config.Fork is not null)], Short);
        grown.Run(SweepShard.Whole, new TrainOptions());
        var runs = new ExperimentRuns(grown, ExperimentScale.Small);

        var findings = experiment.Read(runs);

        Assert.All(runs.All, outcome => Assert.Equal(SweepStatus.Finished, outcome.Result.Status));
        Assert.All(
            findings.Comparisons,
            row => Assert.DoesNotContain("", new[] { row.Setting, row.Paper, row.Where, row.Ours, row.Why }));
        Assert.NotEmpty(findings.Figures);
        Assert.All(findings.Drawable, figure => Assert.Empty(figure.Problems()));
        var file = FindingsFile.Of(experiment, runs, findings);
        file.Write(folder.File("findings.json"));
        Assert.Equal(file.Comparisons, FindingsFile.Read(folder.File("findings.json")).Comparisons);
        Assert.Contains(
            "Paper and here", Reports.HtmlReportWriter.Render(ExperimentReport.Compose(experiment, runs, findings)),
            StringComparison.Ordinal);
    }

    [Fact]
    [Trait("lane", "full")]
    public void Read_OfASweepThatIsHalfDone_CountsWhatHasBegun()
    {
        var sweep = Make("half", Plan("pizza-to-clock", ExperimentScale.Small).Runs, Short);
        var share = new SweepShard(1, sweep.Plan.Runs.Count);
        Assert.Single(sweep.Run(share, new TrainOptions { Threads = 1 }));
        var runs = new ExperimentRuns(sweep, ExperimentScale.Small);

        var learned = ExperimentCatalogue.Find("pizza-to-clock").Read(runs).Comparisons[0];

        Assert.Equal(("0 of 1", 1, Agreement.Differs), (learned.Ours, learned.Seeds, learned.Agreement));
        Assert.Equal(6, runs.Steps);
    }

    [Fact]
    public void Pruning_IsDrawnInEachOfItsOrders()
    {
        IReadOnlyList<PrunedScores> Order(double test) => [.. Pruning.Shares.Select(_ => new PrunedScores(test, 0.5, 1))];

        var figure = Pruning.Draw([new Pruning(Order(0.1), Order(0.2), Order(0.3))]);

        Assert.Equal(
            [0.1, 0.2, 0.3],
            figure.Panels.Select(panel => Assert.IsType<Reports.LineTrace>(panel.Traces[0]).Y[^1].Number));
    }

    [Fact]
    public void Find_OfAnUnknownExperiment_NamesTheNearest() =>
        Assert.Contains(
            "Did you mean 'forks'?", Assert.Throws<ArgumentException>(() => ExperimentCatalogue.Find("fork")).Message,
            StringComparison.Ordinal);

    private static SweepPlan Plan(string id, ExperimentScale scale) =>
        Plans.GetOrAdd((id, scale), _ => new(() => ExperimentCatalogue.Find(id).Plan(scale))).Value;

    // A fork goes on for as many steps as others begin with.
    private static int Short(RunConfig config) => (config.Fork?.Step ?? 0) + 6;

    private static List<PlannedRun> OneOfEachGroup(SweepPlan plan) =>
        [.. plan.Runs.DistinctBy(run =>
            (run.Config.Fork is null,
                string.Join(',',
                    run.Settings.Where(setting => setting.Key != "seed").Select(setting => $"{setting.Key}={setting.Value}"))))];

    private SweepFolder Make(string name, IReadOnlyList<PlannedRun> runs, Func<RunConfig, int> steps) =>
        SweepFolder.Make(folder.File(name), new SweepPlan([.. runs.Select(run => run with
    {
        Config = run.Config
            with { Training = run.Config.Training with { MaxSteps = steps(run.Config), CheckpointEvery = 3, LogEvery = 2 } },
    })]));
}
