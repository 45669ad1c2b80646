namespace Grokking.Training;

/// <summary>What a run begins with, or goes on from. Reads the folder and changes nothing in it.</summary>
/// <param name="config">The run.</param>
/// <param name="paths">Its folder.</param>
/// <param name="options">Whether it goes on, and from where.</param>
internal sealed class RunStart(RunConfig config, RunPaths paths, TrainOptions options)
{
    /// <summary>The state that it goes on from, or that of its fork; null for drawn weights.</summary>
    /// <param name="table">The network's parameters.</param>
    /// <exception cref="InvalidDataException">
    /// The state is damaged, where the message names the newest that is not, or another config than the run's made it.
    /// </exception>
    public TrainingState? State(ParameterTable table)
    {
        if (options.Resume && paths.StateSteps() is [.., var newest])
        {
            return Read(options.From ?? newest, table);
        }
        // The clock of a fork begins with the fork.
        return config.Fork is { } fork ? fork.Read(table) with { TrainSeconds = 0, WallSeconds = 0 } : null;
    }

    /// <summary>What is not as training left it in the folder of a run that goes on, and is put right: sentences.</summary>
    /// <param name="firstStep">Where it goes on.</param>
    /// <exception cref="InvalidDataException">A log or the summary is damaged.</exception>
    public IReadOnlyList<string> Remarks(int firstStep)
    {
        if (!options.Resume || !paths.HoldsRun)
        {
            return [];
        }
        var summary = File.Exists(paths.Summary) ? RunSummary.Read(paths.Summary) : null;
        var lacksItsEnd = summary?.IsEndOf(config) == true && !File.Exists(paths.Checkpoint(summary.Steps));
        // A run that was killed between its first checkpoint and its first state has lost nothing.
        var hasNoState = paths.StateSteps().Count == 0 && paths.CheckpointSteps().Any(step => step > firstStep);
        return
        [
            .. RunRecorder.CheckLogs(paths, firstStep),
            .. lacksItsEnd
            ? [$"{paths.Folder}: the checkpoint of its last step, {summary!.Steps}, is missing; it is made anew."]
            : Array.Empty<string>(),
            .. hasNoState
            ? [$"{paths.Folder}: holds no state to go on from; it begins anew at step {firstStep}."] : Array.Empty<string>(),
        ];
    }

    private TrainingState Read(int step, ParameterTable table)
    {
        var path = paths.State(step);
        string? difference = null;
        try
        {
            return TrainingState.Read(path, table, made => RequireSame(difference = ConfigDifference.Text(config, made), path));
        }
        catch (InvalidDataException error) when (difference is null)
        {
            throw new InvalidDataException($"{error.Message} {StateBefore(step, table)}", error);
        }
    }

    private void RequireSame(string? difference, string state)
    {
        if (difference is not null)
        {
            throw new InvalidDataException($"{paths.Config}: {Run.OtherConfig} {difference} ({Path.GetFileName(state)}). "
                + "Put the values back to go on with it, or choose another --out for a new run.");
        }
    }

    private string StateBefore(int damaged, ParameterTable table)
    {
        var before = paths.StateSteps().Where(step => step < damaged).Reverse().Cast<int?>()
            .FirstOrDefault(step => CanRead(step!.Value, table));
        return before is { } step
            ? $"The state before it that can be read is of step {step}: --resume --from {step} goes on there."
            : "No other state can be read: --force trains the run anew.";
    }

    private bool CanRead(int step, ParameterTable table)
    {
        try
        {
            return TrainingState.Read(paths.State(step), table).Step == step;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}

/// <summary>Which engine a run uses, and where.</summary>
public static class EngineSelection
{
    /// <summary>
    /// The config with engine, device and repeatability filled in. A run that resumes goes on with those that it began with, so
    /// that its bits are those of a run that was never stopped, unless the options name others: then it goes on with the same
    /// weights and moments.
    /// </summary>
    /// <param name="config">The run.</param>
    /// <param name="paths">Its folder.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="ArgumentException">
    /// The engine is unknown, it has no such device, or the config names another engine than the run began with and the options
    /// none.
    /// </exception>
    /// <exception cref="NotSupportedException">This program does not have the engine, or what it runs on is missing.</exception>
    /// <exception cref="InvalidDataException">The folder's config is damaged.</exception>
    /// <exception cref="InsufficientMemoryException">Training takes more memory than there is.</exception>
    public static RunConfig Resolve(RunConfig config, RunPaths paths, TrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        var begun = options.Resume && paths.HoldsRun ? ConfigJson.ReadFile(paths.Config).Training : null;
        var earlier = begun is null ? config.Training : begun with { Engine = begun.Engine ?? CpuEngine.EngineId };
        var named = options.Engine != EngineCatalogue.Automatic;
        Require.That(named || begun is null || config.Training.Engine is null || config.Training.Engine == earlier.Engine,
            $"{paths.Folder} began with '{earlier.Engine}', the config names '{config.Training.Engine}'. --engine "
                + $"{config.Training.Engine} with --resume "
            + "goes on with that one; without either it goes on as it began.", "engine");
        var engineAsked = named ? options.Engine : earlier.Engine ?? EngineCatalogue.Automatic;
        // A device belongs to the engine it was chosen for.
        var kept = named && options.Engine != earlier.Engine ? null : earlier.Device;
        var deviceAsked = options.Device != EngineCatalogue.Automatic ? options.Device : kept ?? EngineCatalogue.Automatic;
        if (engineAsked == EngineCatalogue.Automatic && config.Training.Dropout > 0)
        {
            engineAsked = CpuEngine.EngineId;
        }
        var (engine, device) = EngineCatalogue.Choose(engineAsked, deviceAsked, config.CreateArchitecture());
        var repeatability = EngineCatalogue.Find(engine).RepeatabilityOn(device);
        var filled =
            config with { Training = config.Training with { Engine = engine, Device = device, Repeatability = repeatability } };
        MemoryNeed.ThrowIfTooMuch(
            MemoryNeed.OfTraining(filled), $"training with the engine '{engine}'", "lower task.p, or set training.batch_size.");
        return filled;
    }
}
