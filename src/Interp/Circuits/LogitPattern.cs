namespace Grokking.Interp;

/// <summary>What a lone circle's logits look like: the first half of a verdict.</summary>
public enum LogitPattern
{
    /// <summary>No pattern fits.</summary>
    Unclear,

    /// <summary>cos w(a + b − c): the difference of the inputs does not matter.</summary>
    ClockLike,

    /// <summary>|cos(w(a − b)/2)|·cos w(a + b − c): blind where the inputs are opposite on the circle.</summary>
    PizzaLike,

    /// <summary>−cos w(a − b)·cos w(a + b − c) at half the frequency: repairs another circle's blind line.</summary>
    Accompanying,

    /// <summary>Between clock-like and pizza-like: at least one fits, and neither clearly better than the other.</summary>
    Between,
}
