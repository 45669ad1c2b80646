namespace Grokking.Interp;

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
