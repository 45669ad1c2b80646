namespace Grokking.Cli;

/// <summary>Paths as they are shown.</summary>
internal static class PathText
{
    /// <summary>Relative to the current folder when it lies there, else whole.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, full);
        return relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : relative;
    }

    /// <summary>The name of a file or folder, without the folders above it.</summary>
    public static string Name(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    /// <summary>As one word of a shell's command line: in quotes where needed.</summary>
    public static string Quoted(string path) => Word(Of(path));

    /// <summary>Any text as one word of a shell's command line: in quotes where needed.</summary>
    public static string Word(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "/\\._-+:=,".Contains(letter, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
