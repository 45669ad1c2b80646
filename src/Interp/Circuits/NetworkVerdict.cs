namespace Grokking.Interp;

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
