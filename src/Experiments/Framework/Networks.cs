using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>The networks that several experiments train.</summary>
internal static class Networks
{
    /// <summary>The modulus of the small scale.</summary>
    public const int SmallP = 31;

    /// <summary>A transformer of one layer, half as wide as that of Nanda et al. (2023), which learns numbers modulo
    /// <see cref="SmallP"/> in some seconds.</summary>
    /// <param name="steps">Number of updates.</param>
    /// <param name="share">Share of the pairs that is trained on.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="checkpointEvery">Steps between checkpoints.</param>
    public static RunConfig Small(int steps, double share, double decay, int checkpointEvery) => new()
    {
        Task = new TaskConfig { P = SmallP },
        Split = new SplitConfig { TrainFraction = share },
        Model = new ModelConfig { DModel = 64 },
        Training = new TrainingConfig { MaxSteps = steps, WeightDecay = decay, LogEvery = 10, CheckpointEvery = checkpointEvery,
            KeepStates = false },
    };

    /// <summary>The transformer of Nanda et al. (2023) and its training.</summary>
    /// <param name="steps">Number of updates.</param>
    /// <param name="checkpointEvery">Steps between checkpoints.</param>
    public static RunConfig Mainline(int steps, int checkpointEvery) => new()
    {
        Training = new TrainingConfig { MaxSteps = steps, LogEvery = 50, CheckpointEvery = checkpointEvery, KeepStates = false },
    };

    /// <summary>The decoder of Power et al. (2022) and its training: AdamW in mini-batches of 512.</summary>
    /// <param name="steps">Number of updates.</param>
    public static RunConfig Power(int steps) => new()
    {
        Task = new TaskConfig { P = 97 },
        Split = new SplitConfig { TrainFraction = 0.5 },
        Model = new ModelConfig { Architecture = PowerFamily.FamilyId, NLayers = 2 },
        Training = new TrainingConfig { MaxSteps = steps, BatchSize = 512, LogEvery = 50,
            CheckpointEvery = Math.Max(1, steps / 10), KeepStates = false },
    };
}
