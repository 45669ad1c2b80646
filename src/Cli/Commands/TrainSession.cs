using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains a run on a terminal: says what begins, shows how it goes, and says how it ended and what can be done next.</summary>
internal static class TrainSession
{
    /// <summary>Trains to the end or to an interruption. What cannot begin is told before anything is said or changed.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="OutputFolderException">The folder holds a run, other files, or another process writes it.</exception>
    /// <exception cref="NonFiniteLossException">The loss became infinite or not a number.</exception>
    public static RunSummary Run(Terminal terminal, RunRequest request, TrainOptions options)
    {
        using var stop = terminal.Interrupts.Listen();
        using var trainer = Trainer.Begin(request.Config, request.Folder, options);
        int? resumedFrom = options.Resume ? trainer.FirstStep : null;
        terminal.Remark(trainer.Remarks);
        terminal.Out.Write(TrainingText.Start(request, trainer.Config.Training, options.Threads, resumedFrom, terminal.Out.Width));
        var summary = TrainingDisplay.Run(terminal.Out, progress => trainer.Run(progress, stop.Token), stop.Token);
        terminal.Out.Write(TrainingText.End(summary, resumedFrom ?? 0, terminal.Out.Width));
        return summary;
    }
}
