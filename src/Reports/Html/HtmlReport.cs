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
