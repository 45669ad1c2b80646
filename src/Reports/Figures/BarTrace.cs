namespace Grokking.Reports;

/// <summary>Bars from 0 to a value.</summary>
/// <param name="Name">What they measure, for the legend and on hovering.</param>
/// <param name="X">Positions on the x axis: numbers or names.</param>
/// <param name="Y">Heights, as many as positions.</param>
public sealed record BarTrace(string Name, Values X, Values Y) : XyTrace(Name, X, Y);
