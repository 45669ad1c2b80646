using System.Text.RegularExpressions;
using Grokking.Interp;
using Grokking.Training;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Grokking.Reports.Tests;

public sealed partial class NotebookTests(SmallRun small) : IClassFixture<SmallRun>
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
            Assert.True(kernel.Displayed.Count > before || !cell.Contains("display(", StringComparison.Ordinal), $"shows nothing:\n{cell}");
        }

        Assert.Contains(kernel.Displayed, value => value is Figure);
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

            Assert.Contains(kernel.Displayed.OfType<Table>(), table => table.Caption.StartsWith("the file: Pizza.", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("GROKKING_CHECKPOINT", null);
        }
    }

    [Fact]
    public void TablesAndPlots_WhosePackagesTheBuildLacks_ParsesAndNamesColumnsThatExist()
    {
        var cells = Notebook.Read("05-tables-and-plots").Code;
        var run = Run.Open(small.Folder);

        Assert.All(cells, cell => Assert.Empty(CSharpSyntaxTree.ParseText(cell, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetDiagnostics()));
        string[] columns = ["step", .. run.Analyze().Timeline.Columns, .. MetricsRow.Header.Split(',')];
        var named = cells.SelectMany(cell => Snake().Matches(cell).Select(match => match.Groups[1].Value)).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, column => Assert.Contains(column, columns));
    }

    [GeneratedRegex("\"([a-z]+(?:_[a-z]+)+)\"")]
    private static partial Regex Snake();
}
