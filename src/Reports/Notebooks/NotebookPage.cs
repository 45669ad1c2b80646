using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Analysis;

namespace Grokking.Reports;

/// <summary>
/// The page that a notebook's script writes: its prose, its code and what it displays, in order. The script calls
/// <see cref="Prose"/>, <see cref="Code"/> and <see cref="Display"/> as a notebook shows its cells.
/// </summary>
public sealed class NotebookPage
{
    private readonly string script;
    private readonly string target;
    private readonly List<ReportBlock> opening = [];
    private readonly List<(string Heading, List<ReportBlock> Blocks)> sections = [];
    private readonly HashSet<string> figureIds = new(StringComparer.Ordinal);
    private string? title;

    private NotebookPage(string script, string target)
    {
        this.script = script;
        this.target = target;
    }

    /// <summary>
    /// Begins the page of the script that calls, and makes the script's folder the current one, so that paths mean the same in
    /// the notebook and in the script.
    /// </summary>
    /// <param name="args">The script's arguments: none, or the file to write the page to. Without one it is
    /// <c>runs/notebooks/NAME.html</c> beside the script's folder.</param>
    /// <param name="script">The script's file; the compiler fills it in.</param>
    /// <exception cref="ArgumentException">There is more than one argument.</exception>
    /// <exception cref="DirectoryNotFoundException">The script's folder is not there any more.</exception>
    public static NotebookPage ForScript(string[] args, [CallerFilePath] string script = "")
    {
        ArgumentNullException.ThrowIfNull(args);
        Training.Require.That(
            args.Length <= 1, $"expected none, or the file to write the page to, got {args.Length}.", nameof(args));
        var folder = Path.GetDirectoryName(Path.GetFullPath(script))!;
        var target = args is [var file]
            ? Path.GetFullPath(file)
            : Path.Combine(folder, "..", "runs", "notebooks", Path.GetFileNameWithoutExtension(script) + ".html");
        Directory.SetCurrentDirectory(folder);
        return new NotebookPage(script, Path.GetFullPath(target));
    }

    /// <summary>Adds text. A line that starts with <c># </c> is the page's title, one with <c>## </c> begins a section.</summary>
    /// <param name="markdown">Markdown.</param>
    public void Prose(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var lines = new List<string>();
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            var isTitle = line.StartsWith("# ", StringComparison.Ordinal);
            if (!isTitle && !line.StartsWith("## ", StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }
            AddProse(lines);
            if (isTitle)
            {
                title = line[2..];
            }
            else
            {
                sections.Add((line[3..], []));
            }
        }
        AddProse(lines);
    }

    /// <summary>Adds the script's own lines below the call, down to its next call of the page.</summary>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <exception cref="IOException">The script cannot be read.</exception>
    public void Code([CallerLineNumber] int line = 0)
    {
        var lines = File.ReadLines(script).Skip(line).TakeWhile(text => !text.StartsWith("page.", StringComparison.Ordinal));
        Add(new Preformatted(string.Join('\n', lines).Trim(), IsCode: true));
    }

    /// <summary>Adds a value as a notebook shows it: figures, tables, data frames and plots of ScottPlot as such, anything else
    /// as text.</summary>
    /// <param name="value">The value.</param>
    public void Display(object? value) => Add(value switch
    {
        Figure figure => new FigureBlock(WithOwnId(figure)),
        ReportBlock block => block,
        DataFrame frame => NotebookFormats.TableOf(frame),
        ScottPlot.Plot plot => Picture.Of(plot),
        IFormattable number => new Preformatted(number.ToString(null, CultureInfo.InvariantCulture), IsCode: false),
        _ => new Preformatted(value?.ToString() ?? "null", IsCode: false),
    });

    /// <summary>Writes the page, as a whole or not at all.</summary>
    /// <param name="messages">Told where the page is.</param>
    /// <exception cref="ArgumentException">A figure cannot be drawn; the message lists its problems.</exception>
    /// <exception cref="IOException">The page cannot be written.</exception>
    public void Write(TextWriter messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        HtmlReportWriter.Write(Compose(), target);
        messages.WriteLine($"The page is {target}");
    }

    /// <summary>The page as data.</summary>
    internal HtmlReport Compose() => new()
    {
        Title = title ?? Path.GetFileNameWithoutExtension(script),
        Opening = opening,
        Sections = [.. sections.Select(section => new ReportSection(section.Heading, section.Blocks))],
    };

    private void AddProse(List<string> lines)
    {
        var text = string.Join('\n', lines).Trim();
        lines.Clear();
        if (text.Length > 0)
        {
            Add(new Prose(text));
        }
    }

    private void Add(ReportBlock block) => (sections is [.., var last] ? last.Blocks : opening).Add(block);

    // A figure that is shown twice, or two of one title, must not share a link.
    private Figure WithOwnId(Figure figure)
    {
        var id = figure.Id;
        for (var copy = 2; !figureIds.Add(id); copy++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{figure.Id}-{copy}");
        }
        return figure with { Id = id };
    }
}
