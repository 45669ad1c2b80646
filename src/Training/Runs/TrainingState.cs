using System.Globalization;

namespace Grokking.Training;

/// <summary>What an exact resume needs. Mini-batches need no generator state: their order is drawn anew for each pass from its
/// number.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="Weights">The weights.</param>
/// <param name="Optimizer">What the optimizer remembers.</param>
/// <param name="TrainSeconds">Time spent in training steps so far.</param>
/// <param name="WallSeconds">Time spent in all so far.</param>
internal sealed record TrainingState(int Step, Weights Weights, OptimizerState Optimizer, double TrainSeconds, double WallSeconds)
{
    private const string Prefix = "optimizer.";
    private const string TrainSecondsKey = "train_seconds";
    private const string WallSecondsKey = "wall_seconds";

    /// <summary>Writes the state; the file is replaced at once or not at all.</summary>
    public void Write(string path, RunConfig config)
    {
        var table = Weights.Table;
        var tensors = new Dictionary<string, Tensor>();
        Add(tensors, "", Weights);
        foreach (var (name, values) in Optimizer.Arrays)
        {
            Add(tensors, $"{Prefix}{name}.", new Weights(table, values));
        }
        var metadata = Checkpoint.Metadata(config, Step);
        metadata[TrainSecondsKey] = TrainSeconds.ToString("R", CultureInfo.InvariantCulture);
        metadata[WallSecondsKey] = WallSeconds.ToString("R", CultureInfo.InvariantCulture);
        Safetensors.Write(path, new NamedTensors(tensors, metadata));
    }

    /// <summary>Reads a state for a network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The network's parameters.</param>
    /// <param name="check">Looks at the config that made the state, before the weights are compared with the network's; null for
    /// no look.</param>
    /// <exception cref="InvalidDataException">Not such a file, or of another network.</exception>
    public static TrainingState Read(string path, ParameterTable table, Action<RunConfig>? check = null)
    {
        var file = Safetensors.Read(path);
        var (config, step) = Checkpoint.ReadMetadata(path, file);
        check?.Invoke(config);
        var weights = WeightLoader.Load(path, WithoutMoments(file), table);
        var arrays = config.Training.CreateOptimizer().StateNames.Union(NamesIn(file))
            .ToDictionary(name => name, name => WeightLoader.Load(path, file.Tensors, table, $"{Prefix}{name}.").Buffer);
        return new TrainingState(
            step, weights, new OptimizerState(step, arrays), Seconds(path, file, TrainSecondsKey),
            Seconds(path, file, WallSecondsKey));
    }

    private static IEnumerable<string> NamesIn(NamedTensors file) =>
        file.Tensors.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(key => key[Prefix.Length..].Split('.')[0]).Distinct();

    private static Dictionary<string, Tensor> WithoutMoments(NamedTensors file) =>
        file.Tensors.Where(pair => !pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key, pair => pair.Value);

    private static double Seconds(string path, NamedTensors file, string key) =>
        file.Metadata.TryGetValue(key, out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : throw new InvalidDataException($"{path}: metadata '{key}': expected seconds, got '{text}'.");

    private static void Add(Dictionary<string, Tensor> tensors, string prefix, Weights weights)
    {
        foreach (var parameter in weights.Table.All)
        {
            tensors[prefix + parameter.Name] = weights[parameter.Name];
        }
    }
}

/// <summary>The states that forks begin with.</summary>
public static class ForkStates
{
    extension(ForkSource)
    {
        /// <summary>Names the state of a run after some updates.</summary>
        /// <param name="folder">The run's folder.</param>
        /// <param name="step">A step of which the run kept the state.</param>
        /// <exception cref="ArgumentException">No state of that step was kept; the message lists those that were.</exception>
        public static ForkSource Of(string folder, int step)
        {
            var paths = new RunPaths(Path.GetFullPath(folder));
            var kept = paths.StateSteps();
            Require.That(kept.Contains(step),
                $"{folder}: expected a step whose state was kept "
                    + $"({(kept.Count == 0 ? "there is none" : string.Join(", ", kept))}), got {step}.", nameof(step));
            return new ForkSource(paths.Folder, step, FileHash.Sha256(paths.State(step)));
        }
    }

    /// <summary>Reads the state for a network.</summary>
    /// <exception cref="InvalidDataException">The file is gone or has changed, or it is of another network.</exception>
    internal static TrainingState Read(this ForkSource source, ParameterTable table)
    {
        var path = new RunPaths(source.Run).State(source.Step);
        if (!File.Exists(path))
        {
            throw new InvalidDataException(
                $"fork: expected the state to begin with in {path}, found no such file; fork the run anew.");
        }
        var hash = FileHash.Sha256(path);
        return hash == source.Sha256
            ? TrainingState.Read(path, table)
            : throw new InvalidDataException(
                $"fork: {path} is not the file that was forked: expected SHA-256 {source.Sha256}, got {hash}; fork the run anew.");
    }
}
