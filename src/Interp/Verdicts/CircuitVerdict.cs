namespace Grokking.Interp;

/// <summary>What a network is, and why; see <see cref="CircuitRule"/>.</summary>
/// <param name="Verdict">The network's verdict.</param>
/// <param name="Reason">Why, in one plain sentence without a full stop.</param>
/// <param name="Frequencies">The verdict on each frequency, ascending.</param>
public sealed record CircuitVerdict(NetworkVerdict Verdict, string Reason, IReadOnlyList<FrequencyVerdict> Frequencies);

/// <summary>What algorithm a network runs, as far as its numbers say.</summary>
public enum NetworkVerdict
{
    /// <summary>Solved, by nothing that this analysis has a name for, or by something between two names.</summary>
    Unclear,

    /// <summary>It does not answer all pairs.</summary>
    Unsolved,

    /// <summary>It answers the pairs that it was trained on, and not the others.</summary>
    Memorised,

    /// <summary>Multiplies: clock-like logits from a second-order signal.</summary>
    Clock,

    /// <summary>Adds: pizza-like logits from a disc.</summary>
    Pizza,

    /// <summary>Adds with independent phases: clock-like logits from a torus.</summary>
    Torus,

    /// <summary>Frequencies of different kinds.</summary>
    Hybrid,
}

/// <summary>What one frequency is, and why.</summary>
/// <param name="Frequency">The frequency, 1..⌊p/2⌋.</param>
/// <param name="Kind">Pattern and mechanism together.</param>
/// <param name="Pattern">What the lone circle's logits look like.</param>
/// <param name="Mechanism">How its neurons come by their signal.</param>
/// <param name="Accompanies">The frequency that it accompanies, 1..⌊p/2⌋; null unless it accompanies.</param>
/// <param name="Reason">The numbers that led to it, in words.</param>
public sealed record FrequencyVerdict(
    int Frequency, FrequencyKind Kind, LogitPattern Pattern, NeuronMechanism Mechanism, int? Accompanies, string Reason);

/// <summary>What one frequency of a network is: pattern and mechanism together.</summary>
public enum FrequencyKind
{
    /// <summary>Pattern and mechanism do not add up to one of the others.</summary>
    Unclear,

    /// <summary>Clock-like by second order.</summary>
    Clock,

    /// <summary>Pizza-like by a disc.</summary>
    Pizza,

    /// <summary>Clock-like by a torus.</summary>
    Torus,

    /// <summary>An accompanying circle, which works on the neurons of half its frequency.</summary>
    Accompanying,
}

/// <summary>What a lone circle's logits look like: the first half of a verdict.</summary>
public enum LogitPattern
{
    /// <summary>No pattern fits.</summary>
    Unclear,

    /// <summary>cos ω(a + b − c): the difference of the inputs does not matter.</summary>
    ClockLike,

    /// <summary>|cos(ω(a − b)/2)|·cos ω(a + b − c): blind where the inputs are opposite on the circle.</summary>
    PizzaLike,

    /// <summary>−cos ω(a − b)·cos ω(a + b − c) at half the frequency: repairs another circle's blind line.</summary>
    Accompanying,

    /// <summary>Between clock-like and pizza-like: at least one fits, and neither clearly better than the other.</summary>
    Between,
}

/// <summary>How the neurons of one frequency come by their signal: the second half of a verdict.</summary>
public enum NeuronMechanism
{
    /// <summary>The numbers are between those of the mechanisms.</summary>
    Unclear,

    /// <summary>No cluster of neurons has the frequency.</summary>
    None,

    /// <summary>A function of a + b reaches the neurons, as attention makes it.</summary>
    SecondOrder,

    /// <summary>Only sums of functions of a and of b, with equal phases in all neurons: two dimensions.</summary>
    Disc,

    /// <summary>Only sums of functions of a and of b, with independent phases: four dimensions.</summary>
    Torus,
}
