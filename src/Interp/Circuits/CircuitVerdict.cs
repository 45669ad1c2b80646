namespace Grokking.Interp;

/// <summary>What a network is, and why; see <see cref="CircuitRule"/>.</summary>
/// <param name="Verdict">The network's verdict.</param>
/// <param name="Reason">The numbers that led to it, in words.</param>
/// <param name="Frequencies">The verdict on each frequency, ascending.</param>
public sealed record CircuitVerdict(NetworkVerdict Verdict, string Reason, IReadOnlyList<FrequencyVerdict> Frequencies);
