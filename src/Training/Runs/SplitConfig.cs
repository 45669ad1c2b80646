namespace Grokking.Training;

/// <summary>Which pairs a run trains on: drawn from a seed, or given.</summary>
public sealed record SplitConfig
{
    /// <summary>Share of pairs to train on, above 0 and below 1. Default 0.3.</summary>
    public double TrainFraction { get; init; } = 0.3;

    /// <summary>Seed of the shuffle, as CPython's <c>random.seed</c> takes it, 0 or more. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// A JSON file with <c>train</c> (and <c>test</c>), as <see cref="Split.Read"/> takes it; read when the run starts, and kept in
    /// the run's config as <see cref="TrainPairs"/> and <see cref="TestPairs"/>. Default null: draw.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Pair indices a·p + b to train on; null means draw. Default null.</summary>
    public IReadOnlyList<int>? TrainPairs { get; init; }

    /// <summary>Pair indices to test on; set with <see cref="TrainPairs"/>.</summary>
    public IReadOnlyList<int>? TestPairs { get; init; }

    /// <summary>The split of an operation's pairs.</summary>
    /// <exception cref="InvalidDataException">The file is not a split of this operation.</exception>
    public Split Resolve(BinaryOperation operation)
    {
        if (File is not null)
        {
            return Split.Read(File, operation);
        }
        return TrainPairs is not null && TestPairs is not null ? new Split(TrainPairs, TestPairs) : Split.Draw(operation, TrainFraction, Seed);
    }
}
