using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Trains the runs of several seeds on a terminal: says what begins, shows how it goes, and says how each
/// ended.</summary>
internal static class SweepSession
{
    /// <summary>Trains them to their ends or to an interruption, and writes the table.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="request">The runs.</param>
    /// <param name="options">How to carry them out.</param>
    /// <param name="parquet">Whether the table is written as Parquet too.</param>
    /// <param name="goOn">The command line, without the tool's name, that goes on with them.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Terminal terminal, SweepRequest request, TrainOptions options, bool parquet, string goOn)
    {
        using var held = RunLock.Take(request.Folder);
        terminal.Remark(held.Remark);
        var count = new SweepCount(request.Runs, options);
        terminal.Out.Write(SweepText.Start(request, options, terminal.Out.Width));
        using var stop = terminal.Interrupts.Listen();
        var results = SweepDisplay.Run(
            terminal.Out, count, observer => Sweep.Train(request.Runs, options, observer, stop.Token), stop.Token);
        var interrupted = stop.Token.IsCancellationRequested && results.Any(result => result.Status != SweepStatus.Finished);
        terminal.Out.Write(SweepText.End(request, results, interrupted ? goOn : null, terminal.Out.Width));
        terminal.Remark(results.SelectMany(result => result.Remarks));
        foreach (var result in results.Where(result => result.Failure is not null))
        {
            terminal.Error.Write(SweepText.Failure(result, terminal.Error.MessageWidth));
        }
        // A sweep that was stopped before its first run has no folder yet.
        OutputFolder.Make(request.Folder);
        AtomicFile.DeleteLeftovers(Path.Combine(request.Folder, "*"), TimeSpan.Zero);
        TableFiles.Write(SweepTable.Of(request.Folder, results), SweepTable.PathIn(request.Folder), parquet);
        return interrupted
            ? ExitCode.Interrupted : results.Any(result => result.Failure is not null) ? ExitCode.Failed : ExitCode.Done;
    }
}

/// <summary>The runs that a command line with seeds asks for.</summary>
/// <param name="Name">What to call them: the preset's id, or the name of the config file.</param>
/// <param name="Seeds">The seed of each run.</param>
/// <param name="Runs">The runs, in the order of their seeds.</param>
/// <param name="Folder">The folder that holds a folder for each run.</param>
internal sealed record SweepRequest(string Name, IReadOnlyList<int> Seeds, IReadOnlyList<SweepRun> Runs, string Folder)
{
    private const string SeedSetting = "model.seed=";

    /// <summary>Finds the configs and checks the folders, before anything is written.</summary>
    /// <param name="source">A preset's id, or a config file.</param>
    /// <param name="seeds">The seeds, as <see cref="SeedList"/> takes them.</param>
    /// <param name="settings">Each <c>key=value</c>.</param>
    /// <param name="folder">The folder; null for runs/NAME-seeds.</param>
    /// <param name="options">What to do with runs that are there.</param>
    /// <exception cref="ArgumentException">No such preset or setting, malformed seeds, or a folder that does not fit.</exception>
    /// <exception cref="FileNotFoundException">No such config file.</exception>
    /// <exception cref="InvalidDataException">The config is not valid.</exception>
    public static SweepRequest Find(
        string source, string seeds, IReadOnlyCollection<string> settings, string? folder, TrainOptions options)
    {
        var list = SeedList.Parse(seeds);
        if (settings.FirstOrDefault(setting => setting.TrimStart().StartsWith(SeedSetting, StringComparison.Ordinal)) is { } seed)
        {
            throw new UsageException(
                $"{SeedList.OptionName} sets model.seed of each run: expected no --set of it, got '{seed}'.");
        }
        if (Directory.Exists(source))
        {
            throw new UsageException(
                $"{SeedList.OptionName}: expected a preset or a config file to train, got the folder {PathText.Of(source)}.");
        }
        var one = RunRequest.Find(source, settings, folder, resume: false);
        var parent = folder ?? RunRequest.DefaultFolder($"{one.Name}-seeds");
        var request = new SweepRequest(one.Name, list, Sweep.OverSeeds(one.Config, list, parent), parent);
        request.ThrowIfUnfit(options);
        return request;
    }

    private void ThrowIfUnfit(TrainOptions options)
    {
        RunLock.ThrowIfHeld(Folder);
        if (new RunPaths(Folder).HoldsRun || File.Exists(Folder))
        {
            throw new UsageException(
                $"{PathText.Of(Folder)}: expected a folder for the runs of all seeds, found a "
                    + $"{(File.Exists(Folder) ? "file" : "run")}. Choose another --out.");
        }
        Sweep.Check(Runs, options);
    }
}
