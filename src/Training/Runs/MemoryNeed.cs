using System.Globalization;

namespace Grokking.Training;

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
