using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;

namespace Grokking.Reports;

/// <summary>HTML under construction. Text that is not ours goes through <see cref="Text"/> or an encoded attribute.</summary>
internal sealed partial class HtmlText
{
    [GeneratedRegex(
        "(?<=[0-9]) (?=%)|(?<=\\b[a-z]) (?=[=+−])|(?<=\\b[a-z] [=+−]) (?=[a-z0-9])|(?<=\\bmod) (?=[0-9])|(?<=\\bsteps?) (?=[0-9])"
        + "|(?<=[0-9]) (?=nats\\b)")]
    private static partial Regex Together();

    private readonly StringBuilder html = new();

    /// <summary>Adds markup of our own.</summary>
    public HtmlText Markup(string markup)
    {
        html.Append(markup);
        return this;
    }

    /// <summary>Adds text, escaped; "98.4 %", "k = 5", "a + b" and "step 7,000" stay on one line.</summary>
    public HtmlText Text(string text)
    {
        html.Append(Encode(Together().Replace(text, "\u00a0")));
        return this;
    }

    /// <summary>Adds an element that holds nothing but text.</summary>
    /// <param name="tag">The tag with its attributes, which are markup of our own.</param>
    /// <param name="text">The text, escaped here.</param>
    public HtmlText Element(string tag, string text) =>
        Markup($"<{tag}>").Text(text).Markup($"</{tag.Split(' ')[0]}>\n");

    /// <summary>Text as it may stand in an element or in a quoted attribute.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The markup so far.</summary>
    public override string ToString() => html.ToString();
}

/// <summary>Markdown as HTML.</summary>
internal static class Markdown
{
    // HTML in the text is shown, not obeyed.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <summary>The markup of a text.</summary>
    public static string ToHtml(string markdown) => Markdig.Markdown.ToHtml(markdown, Pipeline);
}
