using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains a run on a terminal: says what begins, shows how it goes, and says how it ended and what can be done next.</summary>
internal static class TrainSession
{
    /// <summary>Trains to the end or to an interruption.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number.</exception>
    public static RunSummary Run(Terminal terminal, RunRequest request, TrainOptions options)
    {
        var resumed = options.Resume ? RunProgress.Of(Training.Run.Open(request.Folder)) : null;
        terminal.Out.Write(TrainingText.Start(request, options, resumed?.Step, terminal.Out.Width));
        using var stop = terminal.Interrupts.Listen();
        var summary = TrainingDisplay.Run(
            terminal.Out, progress => Trainer.Train(request.Config, request.Folder, options, progress, stop.Token), stop.Token);
        terminal.Out.Write(TrainingText.End(summary, resumed?.Step ?? 0, terminal.Out.Width));
        return summary;
    }
}
