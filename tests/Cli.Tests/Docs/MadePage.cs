namespace Grokking.Cli.Tests;

/// <summary>A page that scripts/docs writes from the program.</summary>
internal static class MadePage
{
    /// <summary>Set by scripts/docs: pages are written before they are compared.</summary>
    private const string WriteVariable = "GROKKING_WRITE_DOCS";

    /// <summary>Writes the page, if that is asked for.</summary>
    public static void Write(string file, string text)
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(DocsPages.FullPath(file))!);
            File.WriteAllText(DocsPages.FullPath(file), text);
        }
    }

    /// <summary>Fails unless the page is there and says this.</summary>
    public static void IsCurrent(string file, string text) => Assert.True(
        File.Exists(DocsPages.FullPath(file)) && File.ReadAllText(DocsPages.FullPath(file)).ReplaceLineEndings("\n") == text,
        $"{file} is not what the program says of itself: run scripts/docs, which writes it, and commit it.");
}
