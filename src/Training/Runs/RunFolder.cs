namespace Grokking.Training;

/// <summary>Makes a run's folder ready without ever losing a run unasked.</summary>
internal static class RunFolder
{
    /// <summary>Throws unless a run may begin, or go on, in the folder; changes nothing.</summary>
    /// <exception cref="IOException">The folder holds a run, or other things, and neither resume nor force allows it.</exception>
    /// <exception cref="InvalidDataException">The folder's run has another config.</exception>
    public static void Check(RunPaths paths, RunConfig config, TrainOptions options)
    {
        if (paths.HoldsRun && options.Resume)
        {
            RequireSameRun(paths, config);
        }
        else if ((paths.HoldsRun && !options.Force) || paths.HoldsOtherFiles)
        {
            throw new IOException(paths.HoldsRun
                ? $"{paths.Folder}: already holds a run; --resume continues it, --force deletes it and starts anew."
                : $"{paths.Folder}: expected a new or empty folder, found other files; choose another --out.");
        }
    }

    /// <summary>Makes the folder and writes the config, or gets the folder of a resumed run ready.</summary>
    /// <exception cref="IOException">As <see cref="Check"/>.</exception>
    /// <exception cref="InvalidDataException">As <see cref="Check"/>.</exception>
    public static void Prepare(RunPaths paths, RunConfig config, TrainOptions options)
    {
        Check(paths, config, options);
        if (paths.HoldsRun && options.Resume)
        {
            AtomicFile.WriteText(paths.Config, ConfigJson.Write(config));
            DeleteLeftovers(paths);
            File.Delete(paths.Summary);
            MakeFolders(paths);
            return;
        }
        if (paths.HoldsRun)
        {
            Delete(paths);
        }
        OutputFolder.Make(paths.Folder);
        DeleteLeftovers(paths);
        AtomicFile.WriteText(paths.Config, ConfigJson.Write(config));
        MakeFolders(paths);
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

    private static void MakeFolders(RunPaths paths)
    {
        OutputFolder.Make(paths.Checkpoints);
        OutputFolder.Make(paths.States);
    }

    // What a process that was killed was in the middle of writing.
    private static void DeleteLeftovers(RunPaths paths)
    {
        string[] targets =
            [paths.Config, paths.Metrics, paths.Timing, paths.Summary, Path.Combine(paths.Checkpoints, "*"), Path.Combine(paths.States, "*")];
        foreach (var target in targets)
        {
            AtomicFile.DeleteLeftovers(target);
        }
    }

    // More steps are a longer run of the same config; anything else would be another run under an old name.
    private static void RequireSameRun(RunPaths paths, RunConfig config)
    {
        var stored = ConfigJson.ReadFile(paths.Config);
        var sameLength = config with { Training = config.Training.WithEngineOf(stored.Training) with { MaxSteps = stored.Training.MaxSteps } };
        if (ConfigJson.Write(sameLength) != ConfigJson.Write(stored))
        {
            throw new InvalidDataException(
                $"{paths.Config}: holds a run of another config; only max_steps and the engine may change on --resume. Choose another --out for a new run.");
        }
    }
}
