using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>The tables of a page over several runs have what its runs have, and no column of which none has anything.</summary>
public sealed class RunsReportTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public void Tables_OfRunsOnAGroup_SpeakOfRepresentations()
    {
        var (run, findings) = Trained("group", new RunConfig
        {
            Task = new TaskConfig { Id = GroupOperation.GroupId, Group = "S3" }, Split = new SplitConfig { TrainFraction = 0.8 },
            Model = new ModelConfig
            {
                Architecture = "mlp-groups", DModel = 8, DMlp = 16, EqualsSign = false, SeparateVocabularies = true,
            },
            Training = SmallRun.Config.Training with { MaxSteps = 500 },
        });

        var (verdicts, spread) = Tables(run, findings);
        var analysis = findings.Analysis;

        Assert.Equal(
            ["run", "verdict", "explained", "key representations"], verdicts.Columns.Take(4).Select(column => column.Heading));
        Assert.DoesNotContain("gradient symmetricity", verdicts.Columns.Select(column => column.Heading));
        Assert.Equal(["group", VerdictWord.Of(analysis.Groups!.Verdict!.Value)], verdicts.Rows[0].Take(2));
        Assert.Equal(analysis.Groups.Explanation!.FailsAt, verdicts.Rows[0][2].Split(": ").Skip(1).FirstOrDefault());
        Assert.Equal(analysis.Groups.Reason, verdicts.Rows[0][^1]);
        Assert.Contains(spread.Rows, row => row[0] == "S(g), of all logits" && row[1] == "1");
        Assert.DoesNotContain(spread.Rows, row => row[1] == "0");
    }

    [Fact]
    public void Tables_OfRunsOnAnAddition_SpeakOfFrequencies()
    {
        var (run, findings) = Trained("addition", SmallRun.Config);

        var (verdicts, spread) = Tables(run, findings);
        var analysis = findings.Analysis;

        Assert.Contains("key frequencies", verdicts.Columns.Select(column => column.Heading));
        Assert.Equal(analysis.Circuits!.Verdict.ToString().ToLowerInvariant(), verdicts.Rows[0][1]);
        Assert.Equal(analysis.Explanation!.FailsAt, verdicts.Rows[0][2].Split(": ").Skip(1).FirstOrDefault());
        Assert.DoesNotContain(spread.Rows, row => row[0] == "key representations");
    }

    private (Run Run, RunAnalysis Findings) Trained(string name, RunConfig config)
    {
        var run = Run.OpenOrTrain(temp.File(name), config);
        return (run, run.Analyze());
    }

    private (Table Verdicts, Table Spread) Tables(Run run, RunAnalysis findings)
    {
        var report = RunsReport.Compose(temp.Path, [(run, findings)]);
        return (Only("Verdicts"), Only("Spread"));

        Table Only(string heading) => report.Sections.Single(section => section.Heading == heading).Blocks
            .OfType<Table>().Single();
    }

    public void Dispose() => temp.Dispose();
}
