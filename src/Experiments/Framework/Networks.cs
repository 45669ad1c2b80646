using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>The networks that several experiments train.</summary>
internal static class Networks
{
    /// <summary>The modulus of the small scale.</summary>
    public const int SmallP = 23;

    /// <summary>A transformer of one narrow layer that learns numbers modulo <see cref="SmallP"/> in a second or two.</summary>
    /// <param name="steps">Number of updates.</param>
    /// <param name="share">Share of the pairs that is trained on.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="checkpointEvery">Steps between checkpoints.</param>
    public static RunConfig Small(int steps, double share, double decay, int checkpointEvery) => new()
    {
        Task = new TaskConfig { P = SmallP },
        Split = new SplitConfig { TrainFraction = share },
        Model = new ModelConfig { DModel = 24, NHeads = 3 },
        Training = new TrainingConfig { MaxSteps = steps, WeightDecay = decay, LogEvery = 10, CheckpointEvery = checkpointEvery, KeepStates = false },
    };

    /// <summary>The transformer of Nanda et al. (2023) and its training.</summary>
    /// <param name="steps">Number of updates.</param>
    /// <param name="checkpointEvery">Steps between checkpoints.</param>
    public static RunConfig Mainline(int steps, int checkpointEvery) => new()
    {
        Training = new TrainingConfig { MaxSteps = steps, LogEvery = 50, CheckpointEvery = checkpointEvery, KeepStates = false },
    };

    /// <summary>The transformer of Power et al. (2022), two layers with LayerNorm before each part, in mini-batches.</summary>
    /// <param name="steps">Number of updates.</param>
    public static RunConfig Power(int steps) => new()
    {
        Task = new TaskConfig { P = 97 },
        Split = new SplitConfig { TrainFraction = 0.5 },
        Model = new ModelConfig { NLayers = 2, LayerNorm = true },
        Training = new TrainingConfig { MaxSteps = steps, BatchSize = 512, LogEvery = 50, CheckpointEvery = Math.Max(1, steps / 10), KeepStates = false },
    };
}
