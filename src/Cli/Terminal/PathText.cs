using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Paths as they are shown.</summary>
internal static class PathText
{
    /// <summary>Relative to the current folder when it lies there, else whole.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, full);
        return relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full : relative;
    }

    /// <summary>The name of a file or folder, without the folders above it.</summary>
    public static string Name(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    /// <summary>As one word of a shell's command line: in quotes where needed.</summary>
    public static string Quoted(string path) => Word(Of(path));

    /// <summary>Any text as one word of a shell's command line: in quotes where needed.</summary>
    public static string Word(string text) =>
        text.Length > 0
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "/\\._-+:=,".Contains(letter, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

/// <summary>What the user types to start this tool.</summary>
internal static class ToolName
{
    /// <summary>The name in the messages that propose a command: what the launcher was called as, else <c>grokking</c>.</summary>
    public static string Text { get; } =
        Environment.GetEnvironmentVariable("GROKKING_COMMAND") is { Length: > 0 } command ? command : "grokking";
}

/// <summary>Where things are: one line each, in the same columns whichever command says it.</summary>
internal static class PlacesText
{
    private const int NameWidth = 11;

    /// <summary>What training wrote.</summary>
    public static TextPage OfTraining(string folder, int width)
    {
        var paths = new RunPaths(folder);
        var page = new TextPage(width).Line();
        Add(page, "metrics", paths.Metrics);
        Add(page, "checkpoints", paths.Checkpoints, NumberText.Count(paths.CheckpointSteps().Count));
        return page;
    }

    /// <summary>Files, each under its own name; nothing when there are none.</summary>
    public static TextPage OfFiles(IReadOnlyList<string> files, int width)
    {
        var page = new TextPage(width);
        if (files.Count > 0)
        {
            page.Line();
        }
        foreach (var file in files)
        {
            Add(page, Path.GetFileNameWithoutExtension(file), file);
        }
        return page;
    }

    /// <summary>Adds one place.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What is there.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="remark">How much is there; null for one file.</param>
    public static TextPage Add(TextPage page, string name, string path, string? remark = null) =>
        page.Place(name.PadRight(NameWidth), path, remark is null ? "" : $" ({remark})");
}
