using System.Text.RegularExpressions;

namespace Grokking.Conventions.Tests;

public sealed partial class InputFileTests
{
    /// <summary>Files that open others, each with its reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["src/Training/Common/InputFile.cs"] = "the door",
        ["src/Training/Common/AtomicFile.cs"] = "writes",
        ["src/Training/Runs/RunLock.cs"] = "locks, and takes no link, pipe or device; reads /proc, whose files have no length",
        ["src/Training/Runs/MetricsLog.cs"] = "appends; it reads through the door",
        ["src/Reports/Notebooks/NotebookPage.cs"] = "reads the script that called it",
    };

    [Fact]
    public void Files_AreOpenedThroughOneDoor() => Rule.Holds(
        from file in Repository.Sources("src")
        where !Exceptions.ContainsKey(file)
        from place in Repository.Find(file, Repository.ReadCode(file), Opening())
        select place,
        "Files are read through InputFile, which opens regular files alone: a pipe would be waited for without end, a device "
        + "read without end. JSON goes through JsonInput, which bounds what it may cost.");

    [Fact]
    public void Exceptions_AreStillNeeded() => Rule.Holds(
        Exceptions.Keys.Where(file => !Repository.Files.Contains(file) || !Opening().IsMatch(Repository.ReadCode(file))),
        "An exception that is needed no more must go.");

    [GeneratedRegex(
        @"\bFile\s*\.\s*(Open|Read|AppendText)|\bnew\s+FileStream\b|\bFileMode\s*\.|\bnew\s+StreamReader\s*\(\s*(path|file)\b|\bZipFile\s*\.")]
    private static partial Regex Opening();
}
