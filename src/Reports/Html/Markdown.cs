using Markdig;

namespace Grokking.Reports;

/// <summary>Markdown as HTML.</summary>
internal static class Markdown
{
    // HTML in the text is shown, not obeyed.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <summary>The markup of a text.</summary>
    public static string ToHtml(string markdown) => Markdig.Markdown.ToHtml(markdown, Pipeline);
}
