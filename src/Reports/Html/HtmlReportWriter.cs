using System.Security.Cryptography;
using System.Text;

namespace Grokking.Reports;

/// <summary>
/// Makes one self-contained page of a report: the drawing library is part of it, figures draw themselves when they scroll into
/// view, and the page's security policy forbids every request to a network and every script but its own two.
/// </summary>
public static class HtmlReportWriter
{
    /// <summary>The page as HTML. The same report gives the same text.</summary>
    /// <exception cref="ArgumentException">A figure has problems, two figures share an id, or a table's row has another number of
    /// cells than the table has columns.</exception>
    public static string Render(HtmlReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Check(report);
        var html = new HtmlText();
        WriteHead(html, report);
        html.Markup("<body>\n<header>\n").Element("h1", report.Title);
        WriteSummary(html, report);
        var body = new Body(html, report.Pictures);
        body.WriteBlocks(report.Opening);
        html.Markup("</header>\n");
        WriteContents(html, report);
        html.Markup("<main>\n");
        body.WriteSections(report.Sections);
        html.Markup("</main>\n")
            .Markup($"<script>{PlotlyScript.Source}</script>\n")
            .Markup($"<script>{FigureHtml.Script}</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>Writes the page to a file, which appears whole or not at all; a file of that name is replaced.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file; its folder is made when it is absent.</param>
    /// <exception cref="ArgumentException">The report cannot be rendered: see <see cref="Render"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(HtmlReport report, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Training.AtomicFile.WriteText(path, Render(report));
    }

    private static void Check(HtmlReport report)
    {
        var twice = report.Figures.GroupBy(figure => figure.Id, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1);
        Training.Require.That(
            twice is null, $"expected each figure id once, got '{twice?.Key}' {twice?.Count()} times.", "report");
        foreach (var table in report.Blocks.OfType<Table>())
        {
            TableHtml.Require(table);
        }
    }

    private static void WriteHead(HtmlText html, HtmlReport report)
    {
        var scripts = $"{Hash(PlotlyScript.Source)} {Hash(FigureHtml.Script)}";
        html.Markup("<!DOCTYPE html>\n<html lang=\"en\" class=\"grokking-page\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
            .Markup($"script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; ")
            .Markup("base-uri 'none'; form-action 'none'\">\n")
            .Markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Element("title", report.Title)
            .Markup($"<style>\n{Resource.Text("report.css")}{FigureHtml.Style}</style>\n</head>\n");
    }

    private static string Hash(string script) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static void WriteSummary(HtmlText html, HtmlReport report)
    {
        html.Markup("<div class=\"summary\">\n");
        foreach (var paragraph in report.Summary)
        {
            html.Element("p", paragraph);
        }
        html.Markup("</div>\n")
            .Element("noscript", "The figures of this page are drawn by its own script, which this browser does not run.");
        if (report.Facts.Count == 0)
        {
            return;
        }
        html.Markup("<dl class=\"facts\">\n");
        foreach (var fact in report.Facts)
        {
            html.Markup("<div>").Element("dt", fact.Name).Element("dd", fact.Value).Markup("</div>\n");
        }
        html.Markup("</dl>\n");
    }

    private static void WriteContents(HtmlText html, HtmlReport report)
    {
        if (report.Sections.Count < 2)
        {
            return;
        }
        html.Markup("<nav aria-label=\"Contents\">\n<ol>\n");
        for (var i = 0; i < report.Sections.Count; i++)
        {
            html.Markup("<li>").Element($"a href=\"#{SectionId(i)}\"", report.Sections[i].Heading).Markup("</li>\n");
        }
        html.Markup("</ol>\n</nav>\n");
    }

    private static string SectionId(int index) => FormattableString.Invariant($"section-{index + 1}");

    /// <summary>Writes the sections, and numbers their figures and tables.</summary>
    private sealed class Body(HtmlText html, PictureFormat? pictures)
    {
        private int figures;
        private int tables;

        public void WriteSections(IReadOnlyList<ReportSection> sections)
        {
            for (var i = 0; i < sections.Count; i++)
            {
                html.Markup($"<section id=\"{SectionId(i)}\">\n").Element("h2", sections[i].Heading);
                WriteBlocks(sections[i].Blocks);
                html.Markup("</section>\n");
            }
        }

        public void WriteBlocks(IReadOnlyList<ReportBlock> blocks)
        {
            foreach (var block in blocks)
            {
                WriteBlock(block);
            }
        }

        private void WriteBlock(ReportBlock block)
        {
            switch (block)
            {
                case Paragraph paragraph:
                    html.Element("p", paragraph.Text);
                    break;
                case FigureBlock figure:
                    FigureHtml.Write(html, figure.Figure, FormattableString.Invariant($"Figure {++figures}."), pictures);
                    break;
                case Table table:
                    TableHtml.Write(html, table, FormattableString.Invariant($"Table {++tables}."));
                    break;
                case Picture picture:
                    html.Markup(picture.Html);
                    break;
                case Prose prose:
                    html.Markup($"<div class=\"prose\">\n{Markdown.ToHtml(prose.Markdown)}</div>\n");
                    break;
                case Preformatted lines:
                    html.Element(lines.IsCode ? "pre class=\"code\"" : "pre", lines.Text);
                    break;
            }
        }
    }
}
