namespace Grokking.Benchmarks;

/// <summary>What runs cost.</summary>
/// <param name="StepsPerSecond">Steps of all runs together for each second that passed.</param>
/// <param name="Uncontended">The same if no thread had waited for a core; NaN where that is not known.</param>
/// <param name="CpuMilliseconds">Processor time of the process for each step, ms: what a busy machine changes least.</param>
/// <param name="Collections">Garbage collections.</param>
/// <param name="PauseShare">Share of the time in which they stopped all threads, 0 to 1.</param>
internal sealed record SweepTiming(
    double StepsPerSecond, double Uncontended, double CpuMilliseconds, int Collections, double PauseShare);
