namespace Grokking.Reports;

/// <summary>The run of colours along a scale.</summary>
public enum ColourScaleKind
{
    /// <summary>Light to dark, for amounts.</summary>
    Sequential,

    /// <summary>Blue through white to red, for values on both sides of a middle.</summary>
    Diverging,

    /// <summary>Round the colour circle and back, for angles and residues.</summary>
    Cyclic,
}
