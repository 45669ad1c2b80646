using System.Globalization;
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

/// <summary>Numbers as people read them, in invariant culture.</summary>
internal static class NumberText
{
    /// <summary>A whole number with separators: 20,000.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number and its noun, with an s unless it is one: 1 step, 20,000 steps.</summary>
    public static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? "" : "s")}";

    /// <summary>A loss or another measure in about four digits: 0.0123, 2.231, 12.31, 1.2e-07; a dash for none.</summary>
    public static string Measure(double? value) => value is not { } number ? "-" : Math.Abs(number) switch
    {
        0 => "0",
        < 0.001 or >= 100_000 => number.ToString("0.0e-00", CultureInfo.InvariantCulture),
        < 1 => number.ToString("0.0000", CultureInfo.InvariantCulture),
        < 10 => number.ToString("0.000", CultureInfo.InvariantCulture),
        < 100 => number.ToString("0.00", CultureInfo.InvariantCulture),
        < 1000 => number.ToString("0.0", CultureInfo.InvariantCulture),
        _ => number.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary>A setting as it would be typed: 0.001, 1, 1e-08.</summary>
    public static string Setting(double value) =>
        value.ToString("G6", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    /// <summary>A share as per cent, rounded down so that only the whole is 100: 99.99 %; a dash for none.</summary>
    public static string Percent(double? share) => share switch
    {
        null => "-",
        1 => "100 %",
        { } part => (Math.Floor(part * 10_000) / 100).ToString("0.00", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>A rate in three digits: 852, 85.2, 8.52.</summary>
    public static string Rate(double value) => value.ToString(
        value switch { >= 100 => "N0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);

    /// <summary>A time: 0.4 s, 48 s, 3 min 55 s, 1 h 05 min; a dash for none.</summary>
    public static string Duration(TimeSpan? time)
    {
        if (time is not { } exact)
        {
            return "-";
        }
        var whole = TimeSpan.FromSeconds(Math.Round(exact.TotalSeconds));
        return whole switch
        {
            { TotalSeconds: < 10 } => exact.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{whole.Seconds} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes} min {whole.Seconds:00} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(long)whole.TotalHours} h {whole.Minutes:00} min"),
        };
    }

    /// <summary>A size of a file: 312 bytes, 907 kB, 1.2 MB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => Count(bytes, "byte"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
