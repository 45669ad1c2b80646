using System.Runtime.CompilerServices;

namespace Grokking.Testing;

/// <summary>Finds the published checkpoints and reference values that some tests compare with.</summary>
internal static class Fixtures
{
    /// <summary>The root of the repository: the folder that holds Grokking.sln.</summary>
    public static string RepositoryRoot { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The fixtures folder, or null: GROKKING_FIXTURES, else ../shared/fixtures beside the repository.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The path of a fixture; skips the calling test, saying what lifts the skip, when the folder is absent.</summary>
    public static string Path(params string[] parts)
    {
        Assert.SkipWhen(Folder is null, "published checkpoints not found: set GROKKING_FIXTURES to the fixtures folder");
        return System.IO.Path.Combine([Folder!, .. parts]);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static string? Find()
    {
        var set = Environment.GetEnvironmentVariable("GROKKING_FIXTURES");
        var folder = string.IsNullOrEmpty(set)
            ? System.IO.Path.Combine(RepositoryRoot, "..", "shared", "fixtures")
            : set;
        return Directory.Exists(folder) ? System.IO.Path.GetFullPath(folder) : null;
    }
}
