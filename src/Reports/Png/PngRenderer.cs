using System.Text.RegularExpressions;

namespace Grokking.Reports;

/// <summary>Draws figures into PNG files. One headless browser, which runs the library that draws the live figures, draws them
/// all.</summary>
public static partial class PngRenderer
{
    private const int LongestProblem = 1000;
    private const int RemovalAttempts = 20;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Draws each figure into <c>ID.png</c>. A file appears whole or not at all; one of that name is replaced.</summary>
    /// <param name="figures">The figures, with distinct ids.</param>
    /// <param name="folder">Where the files go; made when it is absent.</param>
    /// <param name="options">Size and limits; null takes the defaults, 1600 × 1000 pixels for a plain figure.</param>
    /// <param name="cancellation">Stops the browser; no file is written then.</param>
    /// <returns>The paths of the files, in the order of the figures.</returns>
    /// <exception cref="BrowserNotFoundException">There is no browser; the message says what to install.</exception>
    /// <exception cref="PngRenderException">The browser failed, took too long, or could not draw some figures.</exception>
    /// <exception cref="ArgumentException">A figure has problems, or two share an id.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<string> Render(
        IReadOnlyList<Figure> figures, string folder, PngOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new PngOptions();
        Training.Require.InRange(options.Scale, 1, 4);
        var ids = figures.Select(figure => figure.Id).ToList();
        Training.Require.That(
            ids.Distinct(StringComparer.Ordinal).Count() == ids.Count, "expected distinct ids.", nameof(figures));
        if (figures.Count == 0)
        {
            return [];
        }
        var (document, said) = Draw(Page(figures, options), folder, options, cancellation);
        var results = Results(document);
        var paths = new List<string>();
        var problems = new List<string>();
        foreach (var id in ids)
        {
            var content = results.GetValueOrDefault(id, "the browser left no result.");
            if (Decode(content) is { } picture)
            {
                paths.Add(Path.Combine(folder, id + ".png"));
                Training.AtomicFile.Write(paths[^1], stream => stream.Write(picture));
            }
            else
            {
                problems.Add($"{id}: {content[..Math.Min(content.Length, LongestProblem)]}");
            }
        }
        return problems.Count == 0
            ? paths
            : throw new PngRenderException(
                $"Some figures could not be drawn:\n{string.Join('\n', problems)}\nThe browser's last lines:\n{said}");
    }

    /// <summary>The page that draws all figures and replaces itself by their pictures.</summary>
    private static string Page(IReadOnlyList<Figure> figures, PngOptions options)
    {
        var html = new HtmlText().Markup("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n");
        foreach (var figure in figures)
        {
            html.Markup(FormattableString.Invariant(
                $"<script type=\"application/json\" id=\"{figure.Id}\" data-scale=\"{options.Scale}\">"))
                .Markup(PlotlyJson.ForPicture(figure, options.Width))
                .Markup("</script>\n");
        }
        return html.Markup("<script src=\"plotly.js\"></script>\n<script src=\"render.js\"></script>\n</body></html>\n")
            .ToString();
    }

    private static (string Document, string Said) Draw(string page, string folder, PngOptions options, CancellationToken cancellation)
    {
        var browser = options.BrowserPath ?? Browser.Find();
        // Beside the pictures, not among the system's temporary files: a browser from a snap does not see those.
        var work = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(folder), $"drawing-{Guid.NewGuid():N}"));
        try
        {
            var path = Path.Combine(work.FullName, "page.html");
            File.WriteAllText(path, page);
            File.WriteAllText(Path.Combine(work.FullName, "plotly.js"), PlotlyScript.Source);
            File.WriteAllText(Path.Combine(work.FullName, "render.js"), Resource.Text("render.js"));
            return HeadlessBrowser.DumpDocument(browser, path, Path.Combine(work.FullName, "profile"), options.TimeLimit, cancellation);
        }
        finally
        {
            Remove(work);
        }
    }

    /// <summary>Removes the working folder, waiting a little for a browser's children that still write into it.</summary>
    private static void Remove(DirectoryInfo folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                folder.Delete(recursive: true);
                return;
            }
            catch (Exception problem) when (attempt < RemovalAttempts && problem is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(100);
            }
        }
    }

    /// <summary>What the page left for each figure: a data URI, or why there is none.</summary>
    private static Dictionary<string, string> Results(string document) =>
        ResultPattern().Matches(document).ToDictionary(
            match => match.Groups["id"].Value,
            match => System.Net.WebUtility.HtmlDecode(match.Groups["content"].Value),
            StringComparer.Ordinal);

    /// <summary>The bytes of a PNG in a data URI; null when the text is something else.</summary>
    private static byte[]? Decode(string content)
    {
        const string prefix = "data:image/png;base64,";
        if (!content.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }
        var bytes = new byte[content.Length];
        return Convert.TryFromBase64String(content[prefix.Length..], bytes, out var length)
            && bytes.AsSpan(0, length).StartsWith(Signature)
            ? bytes[..length]
            : null;
    }

    [GeneratedRegex("<pre id=\"(?<id>[a-z0-9-]+)\">(?<content>[^<]*)</pre>")]
    private static partial Regex ResultPattern();
}
