namespace Grokking.Training;

/// <summary>Which engine a run uses, and where.</summary>
public static class RunEngine
{
    /// <summary>
    /// The config with engine, device and repeatability filled in. A run that resumes goes on with those that it began with, so that its
    /// bits are those of a run that was never stopped, unless the options name others: then it goes on with the same weights and moments.
    /// </summary>
    /// <param name="config">The run.</param>
    /// <param name="paths">Its folder.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="ArgumentException">
    /// The engine is unknown, it has no such device, or the config names another engine than the run began with and the options none.
    /// </exception>
    /// <exception cref="NotSupportedException">This program does not have the engine, or what it runs on is missing.</exception>
    /// <exception cref="InvalidDataException">The folder's config is damaged.</exception>
    /// <exception cref="InsufficientMemoryException">Training takes more memory than there is.</exception>
    public static RunConfig Fill(RunConfig config, RunPaths paths, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        var begun = options.Resume && paths.HoldsRun ? ConfigJson.ReadFile(paths.Config).Training : null;
        var earlier = begun is null ? config.Training : begun with { Engine = begun.Engine ?? CpuEngine.EngineId };
        var named = options.Engine != EngineCatalogue.Automatic;
        Require.That(named || begun is null || config.Training.Engine is null || config.Training.Engine == earlier.Engine,
            $"{paths.Folder} began with '{earlier.Engine}', the config names '{config.Training.Engine}'. --engine {config.Training.Engine} with --resume "
            + "goes on with that one; without either it goes on as it began.", "engine");
        var engineAsked = named ? options.Engine : earlier.Engine ?? EngineCatalogue.Automatic;
        // A device belongs to the engine it was chosen for.
        var kept = named && options.Engine != earlier.Engine ? null : earlier.Device;
        var deviceAsked = options.Device != EngineCatalogue.Automatic ? options.Device : kept ?? EngineCatalogue.Automatic;
        var (engine, device) = EngineCatalogue.Choose(engineAsked, deviceAsked, config.CreateArchitecture());
        var repeatability = EngineCatalogue.Find(engine).RepeatabilityOn(device);
        var filled = config with { Training = config.Training with { Engine = engine, Device = device, Repeatability = repeatability } };
        MemoryNeed.ThrowIfTooMuch(MemoryNeed.OfTraining(filled), $"training with the engine '{engine}'", "lower task.p, or set training.batch_size.");
        return filled;
    }
}
