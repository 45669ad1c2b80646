using System.Text.RegularExpressions;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>The program of README.md runs as it stands there, on a small run.</summary>
public sealed partial class ReadmeTests(SmallRun run) : IClassFixture<SmallRun>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "README.md"));

    [Fact]
    [Trait("lane", "full")]
    public async Task Program_OfThePage_Runs()
    {
        var kernel = new KernelStandIn();

        await kernel.Run(Program().Replace("runs/demo", run.Folder, StringComparison.Ordinal));
        await kernel.Run("display((attention.Shape.ToArray(), frozen.All.Accuracy, excluded.Count, "
            + "run.Final.Analyze().Circuits!.Reason));");

        var (shape, accuracy, checkpoints, reason) = ((int[], double, int, string))kernel.Displayed.Single()!;
        Assert.Equal([2, 2, 3, 3], shape);
        Assert.InRange(accuracy, 0, 1);
        Assert.Equal(Run.Open(run.Folder).Steps.Count, checkpoints);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Program_OfThePage_HasSixLines() =>
        Assert.Equal(6, Program().Split('\n').Count(line =>
            line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal)));

    private static string Program() => Block().Matches(Page).Single().Groups[1].Value;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
