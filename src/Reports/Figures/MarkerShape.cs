namespace Grokking.Reports;

/// <summary>The mark that stands for a point.</summary>
public enum MarkerShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A triangle.</summary>
    Triangle,

    /// <summary>An x.</summary>
    Cross,

    /// <summary>A ring.</summary>
    Ring,
}
