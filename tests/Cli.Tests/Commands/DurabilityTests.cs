using System.Text.RegularExpressions;

namespace Grokking.Cli.Tests;

/// <summary>What a run has on the disk, as the system saw it asked for: a power cut loses no name that a later file counts
/// on.</summary>
[Trait("lane", "full")]
public sealed partial class DurabilityTests
{
    [Fact]
    public void Train_FlushesTheFolderOfEveryNameThatItMakes()
    {
        using var folder = new TempFolder();
        TinyRun.WriteConfig(folder);
        var calls = Trace(folder, "train", "tiny.json", "--out", "new/run", "--threads", "1");

        var renamed = calls.Where(call => call.Name.StartsWith("rename", StringComparison.Ordinal)).ToList();
        var made = calls.Where(call =>
            call.Name.StartsWith("mkdir", StringComparison.Ordinal)
                && call.Path.StartsWith(folder.Path, StringComparison.Ordinal)).ToList();
        // Checkpoints and states at nine steps, the config, the two logs and the summary; and the folders that hold them.
        Assert.Equal(22, renamed.Count);
        Assert.Equal(
            ["new", "new/run", "new/run/checkpoints", "new/run/state"],
            made.Select(call => Path.GetRelativePath(folder.Path, call.Path)).Order(StringComparer.Ordinal));
        Assert.All(renamed.Concat(made), call => Assert.Contains(
            calls.Skip(call.Index + 1), later => later.Name == "fsync" && later.Path == Path.GetDirectoryName(call.Path)));
        // Not at the end alone: before the next file of the run is begun.
        Assert.All(
            renamed,
            call => Assert.Equal(
                ("fsync", Path.GetDirectoryName(call.Path)), (calls[call.Index + 1].Name, calls[call.Index + 1].Path)));
    }

    private static List<(int Index, string Name, string Path)> Trace(TempFolder folder, params string[] arguments)
    {
        var log = folder.File("strace.log");
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "there is no strace");
        var result = ToolProcess.RunProgram(
            "/usr/bin/strace", folder.Path,
            ["-f", "-y", "-e", "trace=/^(rename|mkdir|fsync)", "-o", log, "dotnet", ToolProcess.Assembly, .. arguments]);
        Assert.SkipWhen(result.Error.Contains("ptrace", StringComparison.Ordinal), "strace is not allowed here");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return [.. File.ReadLines(log).Select(line => Call().Match(line)).Where(match => match.Success)
            .Where(match => match.Groups["path"].Value.StartsWith(folder.Path, StringComparison.Ordinal))
            .Select((match, index) => (index, match.Groups["name"].Value, match.Groups["path"].Value))];
    }

    // The last path of a call is what it makes, or what it flushes.
    [GeneratedRegex("""^\d+ +(?<name>rename\w*|mkdir\w*|fsync)\(.*["<](?<path>/[^">]*)[">]""")]
    private static partial Regex Call();
}
