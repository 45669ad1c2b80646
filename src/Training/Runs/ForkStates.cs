namespace Grokking.Training;

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
                $"{folder}: expected a step whose state was kept ({(kept.Count == 0 ? "there is none" : string.Join(", ", kept))}), got {step}.", nameof(step));
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
            throw new InvalidDataException($"fork: expected the state to begin with in {path}, found no such file; fork the run anew.");
        }
        var hash = FileHash.Sha256(path);
        return hash == source.Sha256
            ? TrainingState.Read(path, table)
            : throw new InvalidDataException($"fork: {path} is not the file that was forked: expected SHA-256 {source.Sha256}, got {hash}; fork the run anew.");
    }
}
