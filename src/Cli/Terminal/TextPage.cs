using System.Text;
using System.Text.RegularExpressions;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Lines of text for a terminal or a pipe, laid out in columns: made once, then written or compared in a test.</summary>
internal sealed class TextPage
{
    /// <summary>The width that all output is laid out for.</summary>
    public const int DefaultWidth = 80;

    // Not U+2028 and its like, which only a foreign file brings.
    private static readonly string[] LineEnds = ["\r\n", "\n"];

    private const string Indent = "  ";
    private const string Gap = "  ";
    private readonly List<TextLine> lines = [];
    private readonly int width;

    /// <summary>An empty page.</summary>
    /// <param name="width">Characters a line.</param>
    public TextPage(int width = DefaultWidth) => this.width = width;

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<TextLine> Lines => lines;

    /// <summary>Adds a title.</summary>
    public TextPage Heading(string text) => Add(text, TextStyle.Heading);

    /// <summary>Adds one line as it is.</summary>
    public TextPage Line(string text = "", TextStyle style = TextStyle.Normal) => Add(text, style);

    /// <summary>Adds text, broken into lines.</summary>
    public TextPage Paragraph(string text, TextStyle style = TextStyle.Normal)
    {
        foreach (var line in TextWrap.Wrap(text, width))
        {
            Add(line, style);
        }
        return this;
    }

    /// <summary>Adds names with what belongs to each, in two columns. A line without a name continues the one above.</summary>
    public TextPage Pairs(params IReadOnlyCollection<(string Name, string Value)> pairs)
    {
        var nameWidth = pairs.Select(pair => pair.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var (name, value) in pairs)
        {
            var start = Indent + name.PadRight(nameWidth) + Gap;
            foreach (var line in TextWrap.Wrap(value, Math.Max(20, width - start.Length)))
            {
                Add((start + line).TrimEnd(), TextStyle.Normal);
                start = new string(' ', start.Length);
            }
        }
        return this;
    }

    /// <summary>Adds a name and the file or folder that it stands for.</summary>
    public TextPage Place(string name, string path, string remark = "")
    {
        lines.Add(new TextLine(ForeignText.Printable($"{Indent}{name}{Gap}{PathText.Of(path)}{remark}"), TextStyle.Normal, path));
        return this;
    }

    /// <summary>Adds a table: columns as wide as their cells, nothing drawn.</summary>
    /// <param name="header">The title of each column; one that begins with '&gt;' is aligned to the right, without that
    /// sign.</param>
    /// <param name="rows">As many cells in each as there are columns.</param>
    public TextPage Table(IReadOnlyList<string> header, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        var right = header.Select(title => title.StartsWith('>')).ToArray();
        var titles = header.Select(title => title.TrimStart('>')).ToArray();
        var widths =
            titles.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        Add(Row(titles), TextStyle.Quiet);
        foreach (var row in rows)
        {
            Add(Row(row), TextStyle.Normal);
        }
        return this;

        string Row(IReadOnlyList<string> cells) => (Indent + string.Join(Gap, cells.Select((cell, column) =>
            right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))).TrimEnd();
    }

    /// <summary>The page as text, each line ended.</summary>
    public override string ToString() => string.Concat(lines.Select(line => line.Text + "\n"));

    // Text may come from a foreign file: what is no letter in it, such as the start of an escape code, must not act.
    private TextPage Add(string text, TextStyle style)
    {
        foreach (var line in text.Split(LineEnds, StringSplitOptions.None))
        {
            lines.Add(new TextLine(ForeignText.Printable(line), style));
        }
        return this;
    }
}

/// <summary>One line of a page.</summary>
/// <param name="Text">The text, without a line end.</param>
/// <param name="Style">What it is.</param>
/// <param name="Place">A file or folder that the line names as <see cref="PathText.Of"/> does, which a terminal may offer to
/// open; null for none.</param>
internal readonly record struct TextLine(string Text, TextStyle Style = TextStyle.Normal, string? Place = null);

/// <summary>What a line of a page is, which a terminal shows and a pipe does not.</summary>
internal enum TextStyle
{
    /// <summary>Text.</summary>
    Normal,

    /// <summary>The title of what follows.</summary>
    Heading,

    /// <summary>Text of lesser weight.</summary>
    Quiet,
}

/// <summary>Breaks text into lines at spaces. A word that is too long, such as a path, stays whole.</summary>
internal static partial class TextWrap
{
    // "98.4 %" and "k = 5" are read as one word.
    [GeneratedRegex("(?<=[0-9]) (?=%)|(?<=\\bk) (?==)|(?<=\\bk =) (?=[0-9])")]
    private static partial Regex Together();

    /// <summary>The lines; at least one.</summary>
    /// <param name="text">The text. Its own line ends are kept.</param>
    /// <param name="width">Characters a line, 1 or more.</param>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder();
            foreach (var word in Together().Replace(paragraph, "\u00a0").Split(' ').Select(word => word.Replace('\u00a0', ' ')))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line.ToString();
                    line.Clear();
                }
                line.Append(line.Length > 0 ? " " : "").Append(word);
            }
            yield return line.ToString();
        }
    }
}

/// <summary>The first rows of a list that a foreign file can make as long as it likes, and how many there are.</summary>
internal sealed class Listing<T>
{
    private const int MostRows = 60;

    private readonly List<T> rows = [];

    /// <summary>The first rows.</summary>
    public IReadOnlyList<T> Rows => rows;

    /// <summary>Number of all rows.</summary>
    public int Count { get; private set; }

    /// <summary>Number of rows that are not kept.</summary>
    public int More => Count - rows.Count;

    /// <summary>Adds a row, which is made only when it is kept.</summary>
    public void Add(Func<T> row)
    {
        if (Count++ < MostRows)
        {
            rows.Add(row());
        }
    }
}
