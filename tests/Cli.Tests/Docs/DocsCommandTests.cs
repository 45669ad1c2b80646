using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>
/// Every command line of the pages and of the help does what it says: the tool's run here, as they stand, on tiny runs of the
/// names that they use; of the others, what they start is there.
/// </summary>
[Collection(AloneTests.Name)]
[Trait("lane", "full")]
public sealed class DocsCommandTests(DocsWorkspace workspace) : IClassFixture<DocsWorkspace>
{
    /// <summary>Lines that no test can run, by how they begin, with the reason. What they start must exist.</summary>
    private static readonly Dictionary<string, string> NotRun = new()
    {
        ["./grokking test"] = "runs this test",
        ["scripts/bench"] = "measures for minutes on an idle machine",
        ["scripts/docs"] = "writes into the repository; CliPageTests compares what it writes",
        ["dotnet run --project tests/"] = "runs tests, or for minutes",
        ["dotnet run notebooks/"] = "the tests of notebooks run each script as a process",
        ["dotnet run scripts/notebooks.cs"] = "writes into the repository; the tests of notebooks compare what it writes",
        ["dotnet pack "] = "PackageTests packs, installs and runs what was installed",
        ["dotnet tool install "] = "changes the machine; PackageTests installs into a folder",
        ["dotnet interactive "] = "needs Jupyter",
    };

    /// <summary>Lines of the tool that are parsed and not run, by what they contain, with the reason.</summary>
    private static readonly Dictionary<string, string> ParsedOnly = new()
    {
        ["torch install"] = "fetches libtorch; TorchInstallTests installs from a folder",
        ["--device cuda"] = "needs a GPU",
        ["sweep submit runs/decay --slurm"] = "needs Slurm; SlurmTests starts one",
    };

    [Theory]
    [MemberData(nameof(OfTheTool))]
    public void Command_OfTheTool_EndsAsThePageSays(string place, string line)
    {
        var command = new DocsCommand(place, line);
        if (ParsedOnly.Keys.Any(part => line.Contains(part, StringComparison.Ordinal)) || WantsMissingLibtorch(line))
        {
            _ = Program.Parse(command.Arguments!, CliPage.Tool());
            return;
        }

        var result = Run(workspace.Prepare(command.Arguments!));

        Assert.True(
            result.ExitCode == command.ExitCode, $"{place}: '{line}' returned {result.ExitCode}:\n{result.Error}{result.Out}");
    }

    [Theory]
    [MemberData(nameof(OfOthers))]
    public void Command_OfAnotherProgram_StartsSomethingThatIsThere(string place, string line)
    {
        Assert.True(NotRun.Keys.Any(start => line.StartsWith(start, StringComparison.Ordinal)),
            $"{place}: '{line}' is run by no test: begin it with ./grokking, or list it in {nameof(NotRun)} with the reason.");

        // What a build makes may not be there yet.
        var program = ShellWords.Of(line).FirstOrDefault(
            word => word.Contains('/', StringComparison.Ordinal) && !word.StartsWith("artifacts/", StringComparison.Ordinal));

        Assert.True(program is null || Path.Exists(DocsPages.FullPath(program)), $"{place}: there is no {program}");
    }

    [Fact]
    public void Blocks_OfCommands_AreMarkedSh() => Assert.DoesNotContain(
        DocsPages.Blocks(), block => block.Language is "" or "bash" or "shell" or "console" or "zsh" or "powershell");

    [Fact]
    public void NotRun_HasNoLineThatNoPageShows() =>
        Assert.DoesNotContain(
            NotRun.Keys, start => !DocsCommands.All.Any(command => command.Text.StartsWith(start, StringComparison.Ordinal)));

    private static bool WantsMissingLibtorch(string line) =>
        line.Contains("--engine torch", StringComparison.Ordinal) && !TorchProbe.Ask().Ready;

    public static TheoryData<string, string> OfTheTool() => Data(command => command.Arguments is not null);

    public static TheoryData<string, string> OfOthers() => Data(command => command.Arguments is null);

    private static TheoryData<string, string> Data(Func<DocsCommand, bool> wanted)
    {
        var data = new TheoryData<string, string>();
        foreach (var command in DocsCommands.All.Where(wanted)
            .DistinctBy(command => string.Join(' ', command.Words).TrimStart('.', '/')))
        {
            data.Add(command.Place, command.Text);
        }
        return data;
    }

    // The demo's own preset takes half a minute.
    private static ToolResult Run(string[] arguments) => arguments is ["demo", .. var rest] && !rest.Contains("--help")
        ? Tool.Demo(new Preset("demo", "a run of a second", TinyRun.Config), null, rest)
        : Tool.Run(arguments);
}
