using Spectre.Console;
using Spectre.Console.Rendering;

namespace Grokking.Cli;

/// <summary>One of the two output streams. On a terminal it may show bold text and redraw lines; in a pipe it is plain text.</summary>
internal sealed class Screen
{
    private readonly TextWriter writer;
    private readonly IAnsiConsole ansi;

    /// <summary>A screen over a writer.</summary>
    /// <param name="writer">Where text goes.</param>
    /// <param name="isTerminal">Whether escape codes may be written.</param>
    /// <param name="width">Characters a line; 80 in a pipe.</param>
    public Screen(TextWriter writer, bool isTerminal = false, int width = TextPage.DefaultWidth)
    {
        this.writer = writer;
        IsTerminal = isTerminal;
        Width = width;
        ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        ansi.Profile.Width = width;
    }

    /// <summary>Whether lines can be redrawn.</summary>
    public bool IsTerminal { get; }

    /// <summary>Characters a line.</summary>
    public int Width { get; }

    /// <summary>Characters a line of a message: in a pipe it stays one line, so that it can be searched.</summary>
    public int MessageWidth => IsTerminal ? Width : int.MaxValue;

    /// <summary>Writes a page; headings are bold on a terminal.</summary>
    public void Write(TextPage page)
    {
        foreach (var line in page.Lines)
        {
            WriteLine(line);
        }
        writer.Flush();
    }

    /// <summary>Writes text exactly as it is: for JSON and other text that programs read.</summary>
    public void Raw(string text)
    {
        writer.Write(text);
        writer.Flush();
    }

    /// <summary>Does work that redraws a few lines while it goes on; at the end they are gone. Terminals only.</summary>
    /// <param name="work">Given a function that shows a page in place of the one before.</param>
    public T Redraw<T>(Func<Action<TextPage>, T> work) =>
        ansi.Live(Renderable(new TextPage())).AutoClear(true).Start(context => work(page => context.UpdateTarget(Renderable(page))));

    /// <summary>Shows the cursor again, which work that redraws hides: for a process that ends in the middle of it.</summary>
    public void ShowCursor()
    {
        if (IsTerminal)
        {
            Raw("\u001b[?25h\n");
        }
    }

    // NO_COLOR asks for no styling: bold and dim are shown as colours by many terminals.
    private static bool IsPlain { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    // A line that fits no more is left to the terminal to break, so that a path can be copied whole.
    private void WriteLine(TextLine line)
    {
        if (!IsTerminal || line.Style == TextStyle.Normal || line.Text.Length >= Width)
        {
            writer.WriteLine(line.Text);
            return;
        }
        ansi.WriteLine(line.Text, StyleOf(line.Style));
    }

    // Never fewer than two lines: to redraw a single one, Spectre.Console moves the cursor up by 0 lines, which terminals take as 1.
    private Rows Renderable(TextPage page) => new(Enumerable.Repeat(new TextLine(""), Math.Max(0, 2 - page.Lines.Count))
        .Concat(page.Lines)
        .Select(IRenderable (line) => new Text(line.Text.Length == 0 ? " " : Cut(line.Text), StyleOf(line.Style))));

    // Each line stays one line: a frame that grows and shrinks is hard to read.
    private string Cut(string text) => text.Length <= Width ? text : text[..(Width - 1)].TrimEnd() + "…";

    private static Style StyleOf(TextStyle style) => IsPlain ? Style.Plain : style switch
    {
        TextStyle.Heading => new Style(decoration: Decoration.Bold),
        TextStyle.Quiet => new Style(decoration: Decoration.Dim),
        _ => Style.Plain,
    };
}
