namespace Grokking.Training;

/// <summary>How to carry a run out. Only the engine changes the result, within float accuracy.</summary>
public sealed record TrainOptions
{
    /// <summary>Number of threads, 1 or more. Default: one for each core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Id of the engine, or <c>auto</c>: the one that the config names or a resumed run began with, else the fastest on the processor
    /// that takes the network, or <c>torch</c> for a device that only it has. Default <c>auto</c>.
    /// </summary>
    public string Engine { get; init; } = EngineCatalogue.Automatic;

    /// <summary>
    /// Where the engine computes, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>, or <c>auto</c>: the device that the config names, else the
    /// engine's own choice. Default <c>auto</c>.
    /// </summary>
    public string Device { get; init; } = EngineCatalogue.Automatic;

    /// <summary>Whether to go on with the run that the folder holds. Default false.</summary>
    public bool Resume { get; init; }

    /// <summary>The step of the state from which <see cref="Resume"/> goes on; null for the newest. Later states are made again. Default null.</summary>
    public int? From { get; init; }

    /// <summary>Whether to delete the run that the folder holds. Default false.</summary>
    public bool Force { get; init; }
}
