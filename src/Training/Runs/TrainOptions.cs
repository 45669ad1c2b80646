namespace Grokking.Training;

/// <summary>How to carry a run out: nothing here changes its result.</summary>
public sealed record TrainOptions
{
    /// <summary>Number of threads, 1 or more. Default: one for each core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Id of the engine. Default <c>cpu</c>.</summary>
    public string Engine { get; init; } = CpuEngine.EngineId;

    /// <summary>Where the engine computes. Default <c>cpu</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Whether to go on with the run that the folder holds. Default false.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether to delete the run that the folder holds. Default false.</summary>
    public bool Force { get; init; }
}
