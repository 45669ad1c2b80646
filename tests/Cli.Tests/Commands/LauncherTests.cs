using Grokking.Testing;

namespace Grokking.Cli.Tests;

/// <summary>The script <c>grokking</c> in a repository of its own, with a dotnet that only says what it was asked to
/// do.</summary>
[Trait("lane", "full")]
public sealed class LauncherTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("repo/grokking")]
    [InlineData("links/whole")]
    [InlineData("links/relative")]
    [InlineData("links/twice")]
    public void Launcher_ThroughSymbolicLinks_RunsTheToolOfItsRepository(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "is a shell's script");
        MakeRepository();
        MakeLinks();

        var result = ToolProcess.RunProgram(folder.File(script), folder.Path, ["presets", "--json"], Path);

        Assert.Equal(
            (0, $"{folder.File("repo/src/Cli/bin/Release/net10.0/Grokking.Cli.dll")} presets --json\n"),
            (result.ExitCode, result.Out));
        Assert.Equal(
            ["relative", "twice", "whole"],
            Directory.EnumerateFileSystemEntries(folder.File("links")).Select(System.IO.Path.GetFileName).Order());
    }

    private Dictionary<string, string?> Path =>
        new() { ["PATH"] = $"{folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}" };

    private void MakeRepository()
    {
        Directory.CreateDirectory(folder.File("repo/src/Cli"));
        Directory.CreateDirectory(folder.File("bin"));
        File.Copy(System.IO.Path.Combine(Fixtures.RepositoryRoot, "grokking"), folder.File("repo/grokking"));
        folder.Write("repo/Directory.Build.props", "");
        folder.Write("repo/global.json", "");
        foreach (var program in new[] { "dotnet", "npm" })
        {
            // A copy of what can be run, so that it can be run too.
            File.Copy(folder.File("repo/grokking"), folder.File($"bin/{program}"));
            folder.Write($"bin/{program}", "#!/bin/sh\necho \"$@\"\n");
        }
    }

    private void MakeLinks()
    {
        Directory.CreateDirectory(folder.File("links"));
        File.CreateSymbolicLink(folder.File("links/whole"), folder.File("repo/grokking"));
        File.CreateSymbolicLink(folder.File("links/relative"), "../repo/grokking");
        File.CreateSymbolicLink(folder.File("links/twice"), "relative");
    }
}
