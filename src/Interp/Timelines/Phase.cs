namespace Grokking.Interp;

/// <summary>A stretch of training.</summary>
/// <param name="From">First step.</param>
/// <param name="To">Last step, the first of the next phase.</param>
/// <param name="Finished">Whether its end was seen; false when the timeline ends first.</param>
/// <param name="Rule">What marks its end, in words.</param>
public sealed record Phase(int From, int To, bool Finished, string Rule);
