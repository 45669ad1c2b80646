using System.Globalization;
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

/// <summary>Shows how training goes: lines redrawn on a terminal, a line now and then in a pipe.</summary>
internal static class TrainingDisplay
{
    /// <summary>Trains and shows it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="train">Trains, telling the action that it is given of each logged step.</param>
    /// <param name="stop">Cancelled when training has been asked to stop.</param>
    public static RunSummary Run(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop) =>
        screen.IsTerminal ? RunLive(screen, train, stop) : RunPlain(screen, train, stop);

    private static RunSummary RunLive(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop) =>
        screen.Redraw(show =>
        {
            var throttle = new Throttle(TimeSpan.FromSeconds(0.1), TimeProvider.System);
            TrainingProgress? last = null;
            using var asked = stop.Register(() => Show(last));
            return train(progress =>
            {
                last = progress;
                if (throttle.IsDue())
                {
                    Show(progress);
                }
            });

            void Show(TrainingProgress? progress)
            {
                if (progress is not null)
                {
                    show(TrainingFrame.Of(progress, stop.IsCancellationRequested, screen.Width));
                }
            }
        });

    private static RunSummary RunPlain(Screen screen, Func<Action<TrainingProgress>, RunSummary> train, CancellationToken stop)
    {
        var lines = new TrainingLines(screen, TimeProvider.System);
        using var asked = stop.Register(() => screen.Raw("Stopping after this step; a second interruption stops at once.\n"));
        try
        {
            return train(lines.Add);
        }
        finally
        {
            lines.Flush();
        }
    }
}

/// <summary>The lines that a terminal shows while a run trains.</summary>
internal static class TrainingFrame
{
    private const int MostBarCells = 40;

    /// <summary>Where training stands.</summary>
    /// <param name="progress">The last logged step.</param>
    /// <param name="stopping">Whether it has been asked to stop.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Of(TrainingProgress progress, bool stopping, int width)
    {
        var row = progress.Row;
        var share = progress.MaxSteps == 0 ? 1 : (double)row.Step / progress.MaxSteps;
        return new TextPage(width)
            .Line()
            .Line($"  {Bar.Of(share, Math.Clamp(width - 40, 10, MostBarCells))} {Math.Floor(share * 100),3} %  "
                + $"step {NumberText.Count(row.Step)} of {NumberText.Count(progress.MaxSteps)}")
            .Line($"  train  loss {NumberText.Measure(row.TrainLoss),-8}  accuracy {NumberText.Percent(row.TrainAccuracy)}")
            .Line($"  test   loss {NumberText.Measure(row.TestLoss),-8}  accuracy {NumberText.Percent(row.TestAccuracy)}")
            .Line($"  {Pace(progress)}")
            .Line(stopping
                ? "  Stopping after this step; Ctrl-C again stops at once."
                : "  Ctrl-C stops; the run can be resumed.", TextStyle.Quiet);
    }

    private static string Pace(TrainingProgress progress) => progress.Remaining is { } remaining
        ? $"{NumberText.Rate(progress.StepsPerSecond)} steps/s, {NumberText.Duration(remaining)} left"
        : "";
}

/// <summary>Training as lines of a table, for pipes and logs: the first step, then one each 1,000 steps, the last step.</summary>
internal sealed class TrainingLines(Screen screen, TimeProvider clock)
{
    private const int StepsPerLine = 1000;
    private const string Header = "    step  train loss  accuracy   test loss  accuracy  steps/s  time left";
    private static readonly TimeSpan ShortestGap = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(30);
    private TrainingProgress? waiting;
    private int lastStep;
    private long lastTime;
    private bool started;

    /// <summary>Takes a logged step and writes a line when one is due.</summary>
    public void Add(TrainingProgress progress)
    {
        if (!started)
        {
            started = true;
            screen.Raw($"\n{Header}\n");
            Write(progress);
            return;
        }
        waiting = progress;
        var since = clock.GetElapsedTime(lastTime);
        if (since >= LongestGap || (since >= ShortestGap && progress.Row.Step - lastStep >= StepsPerLine))
        {
            Flush();
        }
    }

    /// <summary>Writes the last step, unless it has been.</summary>
    public void Flush()
    {
        if (waiting is { } progress)
        {
            Write(progress);
        }
    }

    private void Write(TrainingProgress progress)
    {
        var row = progress.Row;
        var remaining = row.Step < progress.MaxSteps ? progress.Remaining : null;
        var pace = progress.StepsPerSecond > 0 ? NumberText.Rate(progress.StepsPerSecond) : "-";
        screen.Raw(
            $"{NumberText.Count(row.Step),8}  {NumberText.Measure(row.TrainLoss),10}  {NumberText.Percent(row.TrainAccuracy),8}"
            + $"  {NumberText.Measure(row.TestLoss),10}  {NumberText.Percent(row.TestAccuracy),8}  {pace,7}  "
            + $"{NumberText.Duration(remaining),9}\n");
        waiting = null;
        lastStep = row.Step;
        lastTime = clock.GetTimestamp();
    }
}

/// <summary>The run that a command line asks for.</summary>
/// <param name="Name">What to call it: the preset's id, or the name of the config file or folder.</param>
/// <param name="Config">The config, settings of the command line included.</param>
/// <param name="Folder">The run's folder.</param>
internal sealed record RunRequest(string Name, RunConfig Config, string Folder)
{
    /// <summary>The folder that runs lie in when none is named.</summary>
    private const string DefaultParent = "runs";

    /// <summary>Finds the config.</summary>
    /// <param name="source">A preset's id, a config file, or the folder of a run to resume or to fork.</param>
    /// <param name="settings">Each <c>key=value</c>.</param>
    /// <param name="folder">The run's folder; null for the folder itself to resume, else runs/NAME.</param>
    /// <param name="resume">Whether a run is to go on.</param>
    /// <param name="fork">The step from which a new run is to begin with the state of a run; null for drawn weights.</param>
    /// <exception cref="ArgumentException">No such preset or setting, or no state of the step to fork.</exception>
    /// <exception cref="UsageException">The source is not what the options ask for.</exception>
    /// <exception cref="FileNotFoundException">No such config file.</exception>
    /// <exception cref="InvalidDataException">The config is not valid.</exception>
    public static RunRequest Find(
        string source, IReadOnlyCollection<string> settings, string? folder, bool resume, int? fork = null)
    {
        var (name, config) = fork is { } step ? Fork(source, step) : Read(source, resume);
        return new RunRequest(name, config, folder ?? (resume && new RunPaths(source).HoldsRun ? source : DefaultFolder(name)))
            .With(settings);
    }

    /// <summary>The request with settings of the config changed, each <c>key=value</c>.</summary>
    /// <exception cref="ArgumentException">No such setting.</exception>
    /// <exception cref="InvalidDataException">A value is not valid.</exception>
    public RunRequest With(IReadOnlyCollection<string>? settings) =>
        settings is { Count: > 0 } ? this with { Config = ConfigJson.With(Config, settings) } : this;

    /// <summary>The folder of a run of that name when none is given.</summary>
    public static string DefaultFolder(string name) => Path.Combine(DefaultParent, name);

    private static (string Name, RunConfig Config) Fork(string source, int step) => new RunPaths(source).HoldsRun
        ? (string.Create(CultureInfo.InvariantCulture, $"{PathText.Name(source)}-fork-{step}"),
            Run.Open(source).Config with { Fork = ForkSource.Of(source, step) })
        : throw new UsageException($"--fork: expected the folder of a run, got {PathText.Of(source)}.");

    private static (string Name, RunConfig Config) Read(string source, bool resume)
    {
        if (PresetCatalogue.All.FirstOrDefault(preset => preset.Id == source) is { } known)
        {
            return (known.Id, known.Config);
        }
        if (Directory.Exists(source))
        {
            return resume
                ? (PathText.Name(source), Run.Open(source).Config)
                : throw new UsageException(
                    $"{PathText.Of(source)} is a folder: expected a preset or a config file. To go on with the run in it, add "
                        + "--resume; to begin another with its state, add --fork STEP.");
        }
        if (File.Exists(source) || LooksLikeFile(source))
        {
            return (Path.GetFileNameWithoutExtension(source), ConfigJson.ReadFile(source).WithResolvedTable());
        }
        return (source, PresetCatalogue.Find(source).Config);
    }

    private static bool LooksLikeFile(string source) =>
        source.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || source.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar);
}
