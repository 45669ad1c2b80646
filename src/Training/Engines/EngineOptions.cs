namespace Grokking.Training;

/// <summary>What an engine is made with, apart from the network.</summary>
/// <param name="Optimizer">Settings of AdamW.</param>
/// <param name="Threads">Number of threads, 1 or more; results do not depend on it.</param>
/// <param name="Device">Where it computes, for engines that have a choice: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</param>
public sealed record EngineOptions(AdamW Optimizer, int Threads, string Device = EngineEntry.Cpu);
