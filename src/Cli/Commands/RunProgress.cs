using Grokking.Training;

namespace Grokking.Cli;

/// <summary>How far the run in a folder has come.</summary>
/// <param name="Step">Number of updates that a resumed run would start from.</param>
/// <param name="Summary">How it ended; null when it never came to an end.</param>
internal sealed record RunProgress(int Step, RunSummary? Summary)
{
    /// <summary>Reads it. A run that was cut off without a summary stands at its last state.</summary>
    /// <exception cref="InvalidDataException">The summary is damaged.</exception>
    public static RunProgress Of(Run run)
    {
        var summary = run.Summary;
        return new RunProgress(summary?.Steps ?? (run.Paths.StateSteps() is [.., var last] ? last : run.Config.Fork?.Step ?? 0), summary);
    }

    /// <summary>The status in a word or two.</summary>
    public string Status => Summary?.Status switch
    {
        RunStatus.Finished => "finished",
        RunStatus.Interrupted => "interrupted",
        RunStatus.NonFinite => "stopped, the loss was not finite",
        _ => "unfinished",
    };
}
