namespace Grokking.Training;

/// <summary>One column of a table.</summary>
/// <param name="Name">Its name in the header, snake case; never changes once released.</param>
/// <param name="Value">Its value in a row: text, a number, a truth value, an enumeration, or null.</param>
public sealed record CsvColumn<TRow>(string Name, Func<TRow, object?> Value);
