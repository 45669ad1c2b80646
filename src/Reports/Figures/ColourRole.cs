namespace Grokking.Reports;

/// <summary>
/// What a colour stands for; the theme decides which colour that is. Roles keep a meaning in its colour through all figures. The
/// default, <see cref="Automatic"/>, takes the next colour of the series that no other name in the figure has, so that traces of
/// one name share a colour. Every colour stays apart from its neighbours for a colour-blind reader.
/// </summary>
public readonly record struct ColourRole
{
    private ColourRole(int code) => Code = code;

    /// <summary>0 for automatic, n for series n − 1, negative for the muted and emphasised roles.</summary>
    internal int Code { get; }

    /// <summary>The next free colour of the series.</summary>
    public static ColourRole Automatic => default;

    /// <summary>What was trained on.</summary>
    public static ColourRole Train => Series(0);

    /// <summary>What was held out.</summary>
    public static ColourRole Test => Series(1);

    /// <summary>The loss of the key frequencies alone.</summary>
    public static ColourRole Restricted => Series(2);

    /// <summary>The loss without the key frequencies.</summary>
    public static ColourRole Excluded => Series(3);

    /// <summary>The cosine part of a frequency.</summary>
    public static ColourRole Cosine => Series(0);

    /// <summary>The sine part of a frequency.</summary>
    public static ColourRole Sine => Series(4);

    /// <summary>What the figure is about, among muted others.</summary>
    public static ColourRole Highlight => new(-1);

    /// <summary>Context: the traces that are not the point.</summary>
    public static ColourRole Muted => new(-2);

    /// <summary>Near black: a total, an ideal, a diagonal.</summary>
    public static ColourRole Ink => new(-3);

    /// <summary>The colour at a place in the series, counted round: for key frequencies in their order, for instance.</summary>
    /// <param name="index">Place in the series, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static ColourRole Series(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new(index + 1);
    }
}
