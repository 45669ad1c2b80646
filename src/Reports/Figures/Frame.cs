namespace Grokking.Reports;

/// <summary>One position of a figure's slider.</summary>
/// <param name="Label">The value there, plain text: <c>12,000</c>.</param>
/// <param name="Traces">Replacements: each gives its data to the figure's trace of the same kind and <see cref="Trace.Key"/>;
/// the look stays that of the figure's trace.</param>
public sealed record Frame(string Label, IReadOnlyList<Trace> Traces);
