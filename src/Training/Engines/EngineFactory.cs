namespace Grokking.Training;

/// <summary>Makes an engine for a network.</summary>
/// <param name="architecture">The network.</param>
/// <param name="start">Its weights at the start, copied.</param>
/// <param name="options">Optimizer, threads and device, which <see cref="EngineEntry.ResolveDevice"/> gave.</param>
/// <returns>The engine, to be disposed of by the caller.</returns>
public delegate IEngine EngineFactory(Architecture architecture, Weights start, EngineOptions options);
