using Grokking.Interp;

namespace Grokking.Cli;

/// <summary>The phases of a run.</summary>
internal static class PhasesText
{
    /// <summary>Adds how the run learned, and when.</summary>
    public static void AddTo(TextPage page, Phases phases)
    {
        page.Line().Heading($"Phases: {Outcome(phases.Outcome)}");
        (string Name, Phase? Phase)[] all =
            [("memorization", phases.Memorization), ("circuit formation", phases.CircuitFormation), ("cleanup", phases.Cleanup)];
        page.Pairs([.. all.Where(named => named.Phase is not null).Select(named => (named.Name, Stretch(named.Phase!)))]);
    }

    private static string Stretch(Phase phase) => phase.Finished
        ? $"step {NumberText.Count(phase.From)} to {NumberText.Count(phase.To)}"
        : $"step {NumberText.Count(phase.From)} to the end of the run";

    private static string Outcome(LearningOutcome outcome) => outcome switch
    {
        LearningOutcome.Grokked => "the run grokked",
        LearningOutcome.MemorizedOnly => "the training pairs were learned by heart, nothing more",
        LearningOutcome.GeneralizedAtOnce => "the run generalised as it learned",
        LearningOutcome.NotLearned => "the training pairs were not learned",
        _ => "unknown, for want of accuracies",
    };
}
