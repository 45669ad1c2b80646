namespace Grokking.Reports;

/// <summary>A report as data: what <see cref="HtmlReportWriter"/> makes one page of. All texts are plain and escaped on
/// output.</summary>
public sealed record HtmlReport
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>What was found, in a few paragraphs for a reader who goes no further.</summary>
    public IReadOnlyList<string> Summary { get; init; } = [];

    /// <summary>The small table below the summary.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>What stands before the table of contents and the first section.</summary>
    public IReadOnlyList<ReportBlock> Opening { get; init; } = [];

    /// <summary>The sections in order.</summary>
    public IReadOnlyList<ReportSection> Sections { get; init; } = [];

    /// <summary>The format of the pictures in <c>figures</c> beside the page, which each figure then links to; null without
    /// any.</summary>
    public PictureFormat? Pictures { get; init; }

    /// <summary>All figures in order.</summary>
    public IEnumerable<Figure> Figures => Blocks.OfType<FigureBlock>().Select(block => block.Figure);

    /// <summary>All blocks in order.</summary>
    internal IEnumerable<ReportBlock> Blocks => Opening.Concat(Sections.SelectMany(section => section.Blocks));
}

/// <summary>One line of the small table at the head of a report: <c>test accuracy</c>, <c>100 %</c>.</summary>
/// <param name="Name">What is told, plain text.</param>
/// <param name="Value">Its value with its unit, plain text.</param>
public sealed record Fact(string Name, string Value);

/// <summary>A section of a report.</summary>
/// <param name="Heading">Its heading, plain text; also its line in the table of contents.</param>
/// <param name="Blocks">Paragraphs, figures and tables in order.</param>
public sealed record ReportSection(string Heading, IReadOnlyList<ReportBlock> Blocks);

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

/// <summary>A figure in its place in a report, numbered through the report.</summary>
/// <param name="Figure">The figure.</param>
public sealed record FigureBlock(Figure Figure) : ReportBlock;

/// <summary>A paragraph.</summary>
/// <param name="Text">Plain text.</param>
public sealed record Paragraph(string Text) : ReportBlock;

/// <summary>Text with headings, lists, links and emphasis.</summary>
/// <param name="Markdown">Markdown; HTML in it is shown as text.</param>
public sealed record Prose(string Markdown) : ReportBlock;

/// <summary>Lines as they are, in a fixed-width font.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="IsCode">Whether it is source code; else it is what code printed.</param>
public sealed record Preformatted(string Text, bool IsCode) : ReportBlock;
