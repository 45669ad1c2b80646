using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The last lines of a command: what can be done next.</summary>
internal static class NextSteps
{
    /// <summary>After training that came to its end.</summary>
    public static TextPage Report(string folder, int width) =>
        PlacesText.OfTraining(folder, width).Line().Line($"To see what it learned: {ToolName.Text} report {PathText.Quoted(folder)}");

    /// <summary>After training that was interrupted.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="command">The command line, without the tool's name, that goes on with it.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage GoOn(string folder, string command, int width) =>
        PlacesText.OfTraining(folder, width).Line().Line($"To go on: {ToolName.Text} {command}");
}
