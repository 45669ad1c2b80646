using System.Text.RegularExpressions;

namespace Grokking.Conventions.Tests;

public sealed partial class LeftoverTests
{
    /// <summary>Files that catch every exception, each with its reason.</summary>
    private static readonly Dictionary<string, string> CatchesAll = new()
    {
        ["src/Cli/Program.cs"] = "turns it into a message and an exit code",
        ["src/Training/Kernels/ThreadTeam.cs"] = "carries it from a worker to the thread that waits, which throws it again",
    };

    [Fact]
    public void Sources_LeaveNothingOpen() => Rule.Holds(
        from file in Repository.Sources("src")
        from place in Repository.Find(file, Repository.Read(file), Open())
        select place,
        "What is not done is said in an issue, not in the code: finish it, or take it out.");

    [Fact]
    public void Sources_HaveNoRegions() => Rule.Holds(
        from file in Repository.Sources("src").Concat(Repository.Sources("tests"))
        from place in Repository.Find(file, Repository.ReadCode(file), Region())
        select place,
        "A file that needs folding is two files.");

    [Fact]
    public void Sources_HaveNoConsoleOutsideTheCommandLine() => Rule.Holds(
        from file in Repository.Sources("src")
        where !file.StartsWith("src/Cli/", StringComparison.Ordinal)
        from place in Repository.Find(file, Repository.ReadCode(file), ConsoleCall())
        select place,
        "A library does not write to the console: it returns values, throws, or calls what it was given.");

    [Fact]
    public void Sources_CatchEverythingInProgramAlone() => Rule.Holds(
        from file in Repository.Sources("src")
        where !CatchesAll.ContainsKey(file)
        from place in Repository.Find(file, Repository.ReadCode(file), CatchAll())
        select place,
        "Only Program catches every exception, where it becomes a message and an exit code; elsewhere it would hide a mistake. "
            + "Name the exceptions.");

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Open();

    [GeneratedRegex(@"^\s*#\s*region\b")]
    private static partial Regex Region();

    [GeneratedRegex(@"\bConsole\s*\.\s*(Write|Error|Out|Read)")]
    private static partial Regex ConsoleCall();

    // With a filter, what is caught is named.
    [GeneratedRegex(@"\bcatch\s*(\(\s*Exception\b[^)]*\)\s*)?$")]
    private static partial Regex CatchAll();
}
