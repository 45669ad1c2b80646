using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The last lines of a command: where things are, and what can be done with them.</summary>
internal static class NextSteps
{
    /// <summary>After training that came to its end.</summary>
    public static TextPage Report(string folder, int width) =>
        Places(folder, width).Line($"To see what it learned: {ToolName.Text} report {PathText.Quoted(folder)}");

    /// <summary>After training that was interrupted.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="command">The command line, without the tool's name, that goes on with it.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage GoOn(string folder, string command, int width) =>
        Places(folder, width).Line($"To go on: {ToolName.Text} {command}");

    /// <summary>Files that were written, each by its own name; nothing when there are none.</summary>
    public static TextPage Files(IReadOnlyList<string> files, int width) => files.Count == 0
        ? new TextPage(width)
        : new TextPage(width).Line().Pairs([.. files.Select(file => (Path.GetFileNameWithoutExtension(file), PathText.Of(file)))]);

    private static TextPage Places(string folder, int width)
    {
        var paths = new RunPaths(folder);
        return new TextPage(width).Line().Pairs(
            ("metrics", PathText.Of(paths.Metrics)),
            ("checkpoints", $"{PathText.Of(paths.Checkpoints)} ({paths.CheckpointSteps().Count})"))
            .Line();
    }
}
