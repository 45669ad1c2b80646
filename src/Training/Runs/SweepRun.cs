namespace Grokking.Training;

/// <summary>One run of a <see cref="Sweep"/>.</summary>
/// <param name="Config">The run.</param>
/// <param name="Folder">Its folder.</param>
public sealed record SweepRun(RunConfig Config, string Folder);
