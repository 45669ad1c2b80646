using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains a run on a terminal: says what begins, shows how it goes, and says how it ended and what can be done
/// next.</summary>
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
        terminal.Out.Write(
            TrainingText.Start(request, trainer.Config.Training, options.Threads, resumedFrom, terminal.Out.Width));
        var summary = TrainingDisplay.Run(terminal.Out, progress => trainer.Run(progress, stop.Token), stop.Token);
        terminal.Out.Write(TrainingText.End(summary, resumedFrom ?? 0, terminal.Out.Width));
        return summary;
    }
}

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
        return new RunProgress(
            summary?.Steps ?? (run.Paths.StateSteps() is [.., var last] ? last : run.Config.Fork?.Step ?? 0), summary);
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

/// <summary>Checks how a run is to be carried out, before a folder is made for it.</summary>
internal static class TrainOptionsCheck
{
    /// <summary>Throws when options are wrong or contradict each other.</summary>
    /// <exception cref="UsageException">The message names the option.</exception>
    /// <exception cref="ArgumentException">The engine has no such device.</exception>
    /// <exception cref="NotSupportedException">What the engine runs on is missing; the message says what to do.</exception>
    public static void ThrowIfWrong(TrainOptions options)
    {
        if (options.Resume && options.Force)
        {
            throw new UsageException("--resume goes on with a run and --force deletes it: expected one of them, got both.");
        }
        if (options.From is not null && !options.Resume)
        {
            throw new UsageException("--from names the state that --resume goes on from: expected both, got --from alone.");
        }
        if (!EngineCatalogue.Choices.Contains(options.Engine))
        {
            throw new UsageException(
                $"--engine: '{options.Engine}' is unknown.{Suggest.Among(options.Engine, EngineCatalogue.Choices)}");
        }
        var engine = options.Engine != EngineCatalogue.Automatic ? options.Engine
            : options.Device is EngineCatalogue.Automatic or EngineOptions.Cpu ? CpuEngine.EngineId : EngineCatalogue.Torch;
        _ = EngineCatalogue.Find(engine).ResolveDevice(options.Device);
    }
}

/// <summary>The last lines of a command: what can be done next.</summary>
internal static class NextSteps
{
    /// <summary>After training that came to its end.</summary>
    public static TextPage Report(string folder, int width) =>
        PlacesText.OfTraining(folder, width).Line()
            .Line($"To see what it learned: {ToolName.Text} report {PathText.Quoted(folder)}");

    /// <summary>After training that was interrupted.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="command">The command line, without the tool's name, that goes on with it.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage GoOn(string folder, string command, int width) =>
        PlacesText.OfTraining(folder, width).Line().Line($"To go on: {ToolName.Text} {command}");
}
