using System.Text.RegularExpressions;
using Grokking.Testing;

namespace Grokking.Conventions.Tests;

/// <summary>The files of this repository, without what builds and runs leave behind.</summary>
internal static partial class Repository
{
    private static readonly string[] Generated =
        [".git", "bin", "obj", "artifacts", "node_modules", "runs", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>The folder that holds Grokking.sln.</summary>
    public static string Root => Fixtures.RepositoryRoot;

    /// <summary>All files, as paths from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>The C# files below a folder such as <c>src</c>.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Files.Where(file =>
            file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The project files below a folder.</summary>
    public static IEnumerable<string> Projects(string folder) =>
        Files.Where(file =>
            file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>The text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>A C# file with its comments and the content of its strings blanked out, line ends kept.</summary>
    public static string ReadCode(string file) => CommentOrString().Replace(Read(file), match =>
        new string('\n', match.Value.Count(letter => letter == '\n')));

    /// <summary>The lines on which a pattern occurs, as <c>file:line: text</c>.</summary>
    public static IEnumerable<string> Find(string file, string text, Regex pattern) =>
        text.Split('\n').Select((line, index) => (line, index))
            .Where(numbered => pattern.IsMatch(numbered.line))
            .Select(numbered => $"{file}:{numbered.index + 1}: {numbered.line.Trim()}");

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder).Where(inner => !Generated.Contains(Path.GetFileName(inner)))
            .SelectMany(Walk));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    // In this order: raw strings, verbatim strings, strings, characters, both kinds of comment.
    [GeneratedRegex("""(?s)\$*"{3,}.*?"{3,}|\$?@\$?"(?:[^"]|"")*"|\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*.*?\*/""")]
    private static partial Regex CommentOrString();
}
