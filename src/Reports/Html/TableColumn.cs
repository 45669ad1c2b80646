namespace Grokking.Reports;

/// <summary>A column of a table. A string converts to a column of text.</summary>
/// <param name="Heading">What the column holds, with its unit; plain text.</param>
/// <param name="IsNumeric">Whether its cells are numbers, which stand flush right.</param>
public sealed record TableColumn(string Heading, bool IsNumeric = false)
{
    /// <summary>A column of text.</summary>
    public static implicit operator TableColumn(string heading) => new(heading);

    /// <summary>A column of numbers.</summary>
    public static TableColumn Number(string heading) => new(heading, IsNumeric: true);
}
