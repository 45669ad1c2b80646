namespace Grokking.Reports;

/// <summary>A piece of a section. Strings and figures convert to it, so that the blocks of a section can be listed as they
/// are: <c>["What to look for.", figure, table]</c>.</summary>
public abstract record ReportBlock
{
    private protected ReportBlock()
    {
    }

    /// <summary>A paragraph of plain text.</summary>
    public static implicit operator ReportBlock(string text) => new Paragraph(text);

    /// <summary>A numbered figure with its caption.</summary>
    public static implicit operator ReportBlock(Figure figure) => new FigureBlock(figure);
}
