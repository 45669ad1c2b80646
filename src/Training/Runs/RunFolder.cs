namespace Grokking.Training;

/// <summary>Makes a run's folder ready without ever losing a run unasked.</summary>
internal static class RunFolder
{
    /// <summary>Throws unless a run may begin, or go on, in the folder; changes nothing.</summary>
    /// <exception cref="OutputFolderException">The folder holds a run, or other things, and neither resume nor force allows it.</exception>
    /// <exception cref="InvalidDataException">The folder's run has another config, or has done more steps.</exception>
    /// <exception cref="ArgumentException">The folder's run kept no state of the step to go on from.</exception>
    public static void Check(RunPaths paths, RunConfig config, TrainOptions options)
    {
        if (paths.HoldsRun && options.Resume)
        {
            RequireSameRun(paths, config);
            RequireState(paths, config, options.From);
        }
        else if (paths.HoldsRun && !options.Force)
        {
            throw new OutputFolderException(
                $"{paths.Folder}: already holds a run. --resume goes on with it, --force deletes it and starts anew, another --out leaves it alone.");
        }
        else if (paths.HoldsOtherFiles)
        {
            throw new OutputFolderException($"{paths.Folder}: expected a new or an empty folder, found other files. Choose another --out.");
        }
    }

    /// <summary>
    /// Writes the config into a folder that has been checked, and gets it ready for what training writes. A run that is not to go on
    /// is deleted, and so are states behind the one that it goes on from: they are made again.
    /// </summary>
    public static void Prepare(RunPaths paths, RunConfig config, TrainOptions options)
    {
        if (!options.Resume)
        {
            Delete(paths);
        }
        DeleteLeftovers(paths);
        AtomicFile.WriteText(paths.Config, ConfigJson.Write(config));
        File.Delete(paths.Summary);
        OutputFolder.Make(paths.Checkpoints);
        OutputFolder.Make(paths.States);
        foreach (var step in paths.StateSteps().Where(step => step > options.From))
        {
            File.Delete(paths.State(step));
        }
    }

    /// <summary>Deletes what a run consists of, and nothing else that the folder may hold.</summary>
    public static void Delete(RunPaths paths)
    {
        string[] folders = [paths.Checkpoints, paths.States, paths.Analysis, paths.Figures];
        foreach (var folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
        string[] files = [paths.Summary, paths.Report, paths.Metrics, paths.Timing, paths.Config];
        foreach (var file in files)
        {
            File.Delete(file);
        }
    }

    // What a process that was killed was in the middle of writing: no other one writes now.
    private static void DeleteLeftovers(RunPaths paths)
    {
        string[] targets =
            [paths.Config, paths.Metrics, paths.Timing, paths.Summary, Path.Combine(paths.Checkpoints, "*"), Path.Combine(paths.States, "*")];
        foreach (var target in targets)
        {
            AtomicFile.DeleteLeftovers(target, TimeSpan.Zero);
        }
    }

    // More steps are a longer run of the same config; anything else would be another run under an old name.
    private static void RequireSameRun(RunPaths paths, RunConfig config)
    {
        var stored = ConfigJson.ReadFile(paths.Config);
        if (ConfigDifference.Text(config, stored) is { } difference)
        {
            throw new InvalidDataException(
                $"{paths.Config}: holds a run of another config: {difference}. Only max_steps and the engine may change on --resume. Choose another --out for a new run.");
        }
    }

    private static void RequireState(RunPaths paths, RunConfig config, int? from)
    {
        var kept = paths.StateSteps();
        Require.That(from is null || kept.Contains(from.Value), $"expected a step whose state was kept ({string.Join(", ", kept)}), got {from}.", "--from");
        if (kept is [.., var reached] && reached > config.Training.MaxSteps)
        {
            throw new InvalidDataException(
                $"training.max_steps: expected at least {reached}, where the run in {paths.Folder} stands, got {config.Training.MaxSteps}.");
        }
    }
}
