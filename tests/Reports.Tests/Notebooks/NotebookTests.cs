using Grokking.Interp;
using Grokking.Training;
using Microsoft.Data.Analysis;

namespace Grokking.Reports.Tests;

[Trait("lane", "full")]
public sealed class NotebookTests(SmallRun small) : IClassFixture<SmallRun>
{
    public static TheoryData<string> Names => [.. Notebook.Names];

    [Theory, MemberData(nameof(Names))]
    public async Task EveryCell_OnASmallRun_RunsAndShowsWhatCanBeDrawn(string name)
    {
        // The first notebook trains: it is given a run to finish.
        Environment.SetEnvironmentVariable(SmallRun.Variable, name == Notebook.Names[0] ? small.Stopped() : small.Folder);
        var kernel = new KernelStandIn();

        foreach (var cell in Notebook.Read(name).Code)
        {
            var before = kernel.Displayed.Count;
            await kernel.Run(cell);
            Assert.True(
                kernel.Displayed.Count > before || !cell.Contains("display(", StringComparison.Ordinal),
                $"shows nothing:\n{cell}");
        }

        Assert.Contains(kernel.Displayed, value => value is Figure or ScottPlot.Plot);
        Assert.All(kernel.Displayed, Assert.NotNull);
        Assert.All(kernel.Displayed.OfType<Figure>(), figure => Assert.Empty(figure.Problems()));
        Assert.All(kernel.Displayed.OfType<Table>(), table => Assert.NotEmpty(TableHtml.Fragment(table)));
    }

    [Fact]
    public async Task TrainingCell_OfAStoppedRun_GoesOnToItsEnd()
    {
        var folder = small.Stopped();
        Environment.SetEnvironmentVariable(SmallRun.Variable, folder);
        var kernel = new KernelStandIn();
        Assert.Equal(RunStatus.Interrupted, Run.Open(folder).Summary!.Status);

        foreach (var cell in Notebook.Read(Notebook.Names[0]).Code.Take(2))
        {
            await kernel.Run(cell);
        }

        Assert.Equal(RunStatus.Finished, Run.Open(folder).Summary!.Status);
    }

    [Fact]
    public async Task ClockOrPizza_WithAPublishedFile_SaysPizzaOfModelA()
    {
        Environment.SetEnvironmentVariable(SmallRun.Variable, small.Folder);
        Environment.SetEnvironmentVariable("GROKKING_CHECKPOINT", Grokking.Testing.Fixtures.Path("pizza", "model_p99zdpze5l.pt"));
        try
        {
            var kernel = new KernelStandIn();
            foreach (var cell in Notebook.Read("03-clock-or-pizza").Code)
            {
                await kernel.Run(cell);
            }

            Assert.Contains(
                kernel.Displayed.OfType<Table>(),
                table => table.Caption.StartsWith("the file: Pizza.", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("GROKKING_CHECKPOINT", null);
        }
    }

    [Fact]
    public async Task TablesAndPlots_OnASmallRun_FiltersGroupsAndJoins()
    {
        Environment.SetEnvironmentVariable(SmallRun.Variable, small.Folder);
        var kernel = new KernelStandIn();
        foreach (var cell in Notebook.Read("05-tables-and-plots").Code)
        {
            await kernel.Run(cell);
        }

        var frames = kernel.Displayed.OfType<DataFrame>().ToList();
        var run = Run.Open(small.Folder);
        var timeline = run.Analyze().Timeline;
        Assert.Equal(4, frames.Count);
        Assert.Equal(
            timeline.Rows.Where((_, row) => timeline["test_accuracy"][row] > 0.5).Select(row => row.Step),
            frames[0]["step"].Cast<int>());
        Assert.Equal(
            run.Analyze().Analysis.Fourier!.EmbeddingPower!.Sum(), frames[1]["embedding_power"].Cast<double>().Sum(), 12);
        Assert.Equal(
            run.Metrics.TakeLast(5)
                .Zip(Run.Open(small.Folder + "-without-decay").Metrics.TakeLast(5),
                    (one, two) => (one.TestAccuracy, two.TestAccuracy)),
            frames[2]["test_accuracy"].Cast<double?>().Zip(frames[2]["test_accuracy_without_decay"].Cast<double?>()));
        Assert.Equal(run.Metrics.Take(3).Select(row => row.TestLoss), frames[3]["test_loss"].Cast<double?>());
    }
}
