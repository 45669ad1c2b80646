using System.Globalization;

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

/// <summary>How much memory work will take, told before any is taken: with p² pairs at once a small network can need more than
/// the machine has. Estimates, within about a third.</summary>
public static class MemoryNeed
{
    // Weights as they were drawn and as they are, gradients, and a copy to write; then what the optimizer remembers, a window of
    // gradients among it.
    private static long BytesPerWeight(TrainingConfig training) => sizeof(float)
        * (4 + training.CreateOptimizer().StateNames.Count + FilterArrays(training));

    private static int FilterArrays(TrainingConfig training) => training.GradientFilter switch
    {
        GradientFilterKind.None => 0,
        GradientFilterKind.Ema => 1,
        _ => training.FilterWindow ?? 100,
    };

    // A logit with its gradient and the double that a softmax is computed in.
    private const int BytesPerLogit = 16;

    /// <summary>Bytes that training takes with the engines of the processor; of another engine, what is known of it
    /// here.</summary>
    /// <param name="config">The run, with its engine chosen.</param>
    public static long OfTraining(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var architecture = config.CreateArchitecture();
        var pairs = config.CreateOperation().PairCount;
        var train = config.Split.TrainPairs?.Count ?? (long)(config.Split.TrainFraction * pairs);
        var batch = Math.Min(train, config.Training.BatchSize ?? train);
        long perExample = config.Training.Engine switch
        {
            CpuEngine.EngineId =>
                (2 * sizeof(float) * Activations(architecture, RowsOfExample(architecture, config.Model.Format))) + (
                    BytesPerLogit * architecture.DVocabOut),
            FusedEngine.EngineId => 5 * (architecture.LastMlp!.DMlp + architecture.DVocabOut),
            _ => 0,
        };
        return (batch * perExample) + (pairs * 2 * sizeof(int) * (config.CreateFormat().NCtx + 1)) + (
            BytesPerWeight(config.Training) * architecture.Parameters.Count);
    }

    /// <summary>Numbers that the activations of one example take: the last block has one position, those before it have
    /// all.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="positions">Positions of the blocks before the last.</param>
    /// <param name="lastPositions">Positions of the last block.</param>
    public static long Activations(Architecture architecture, int positions, int lastPositions = 1)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var blocks = Math.Max(1, architecture.NLayers);
        return architecture.Layers.Sum(Width) / blocks * (((blocks - 1) * positions) + lastPositions);
    }

    /// <summary>Throws when work would take more memory than the machine, or the share of it that this process may have,
    /// holds.</summary>
    /// <param name="bytes">What it takes.</param>
    /// <param name="what">The work, for the message.</param>
    /// <param name="advice">What to do, for the message.</param>
    /// <param name="available">What there is; null asks the runtime.</param>
    /// <exception cref="InsufficientMemoryException">It takes more.</exception>
    public static void ThrowIfTooMuch(long bytes, string what, string advice, long? available = null)
    {
        var limit = available ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > limit)
        {
            throw new InsufficientMemoryException(string.Create(CultureInfo.InvariantCulture,
                $"{what} takes about {bytes / 1e9:F1} GB of memory, and there are {limit / 1e9:F1} GB; {advice}"));
        }
    }

    // In a causal network examples share what they compute before the right operand.
    private static int RowsOfExample(Architecture architecture, TokenFormat format) =>
        architecture.Layers.All(layer => layer is not Attention { Causal: false })
            ? format.NCtx - format.RightPosition : format.NCtx;

    private static long Width(Layer layer) => layer switch
    {
        Attention attention => (attention.NHeads * ((4L * attention.DHead) + 6)) + (2 * attention.DModel),
        Mlp mlp => 2L * (mlp.DMlp + mlp.DModel),
        Linear linear => 2L * linear.DOut,
        Neurons neurons => 2L * neurons.Width,
        Unembed => 0,
        _ => layer.OutWidth,
    };
}
