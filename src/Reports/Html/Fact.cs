namespace Grokking.Reports;

/// <summary>One line of the small table at the head of a report: <c>test accuracy</c>, <c>100 %</c>.</summary>
/// <param name="Name">What is told, plain text.</param>
/// <param name="Value">Its value with its unit, plain text.</param>
public sealed record Fact(string Name, string Value);
