namespace Grokking.Interp;

/// <summary>What one frequency is, and why.</summary>
/// <param name="Frequency">The frequency, 1..⌊p/2⌋.</param>
/// <param name="Kind">Pattern and mechanism together.</param>
/// <param name="Pattern">What the lone circle's logits look like.</param>
/// <param name="Mechanism">How its neurons come by their signal.</param>
/// <param name="Accompanies">The frequency that it accompanies, 1..⌊p/2⌋; null unless it accompanies.</param>
/// <param name="Reason">The numbers that led to it, in words.</param>
public sealed record FrequencyVerdict(
    int Frequency, FrequencyKind Kind, LogitPattern Pattern, NeuronMechanism Mechanism, int? Accompanies, string Reason);
