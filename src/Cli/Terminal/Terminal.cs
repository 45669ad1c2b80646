using System.Runtime.InteropServices;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Grokking.Cli;

/// <summary>What a command talks to: results and progress, messages, and interruptions.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Interrupts">Ctrl-C.</param>
internal sealed record Terminal(Screen Out, Screen Error, Interrupts Interrupts)
{
    /// <summary>The process's own streams and signals.</summary>
    public static Terminal OfProcess()
    {
        System.Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = ScreenOf(System.Console.Out, System.Console.IsOutputRedirected);
        // What cannot be said must not undo what was done.
        var error = ScreenOf(new LastingWriter(System.Console.Error), System.Console.IsErrorRedirected);
        return new Terminal(output, error, Interrupts.OfProcess(output));
    }

    /// <summary>Where progress and remarks go: beside the results, or away from them when they are JSON.</summary>
    public Screen Messages(bool json) => json ? Error : Out;

    /// <summary>Says things that stop nothing, away from the results.</summary>
    public void Remark(params IEnumerable<string?> sentences)
    {
        foreach (var sentence in sentences.OfType<string>())
        {
            Error.Write(ErrorText.Remark(sentence, Error.MessageWidth));
        }
    }

    // A terminal may be closed while work goes on, which is worth more than to be seen; a file or a pipe has to get everything.
    private static Screen ScreenOf(TextWriter writer, bool isRedirected)
    {
        var isTerminal = !isRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return isRedirected ? new Screen(writer) : new Screen(new LastingWriter(writer), isTerminal, WindowWidth());
    }

    // A terminal that does not tell its width, or tells 0, counts as one of 80.
    private static int WindowWidth() => System.Console.WindowWidth is > 0 and var width ? width : TextPage.DefaultWidth;
}

/// <summary>One of the two output streams. On a terminal it may show bold text and redraw lines; in a pipe it is plain
/// text.</summary>
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
        ansi.Live(Renderable(new TextPage())).AutoClear(true)
            .Start(context => work(page => context.UpdateTarget(Renderable(page))));

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
        if (IsTerminal && line.Place is { } place)
        {
            writer.WriteLine(Linked(line.Text, place));
            return;
        }
        if (!IsTerminal || line.Style == TextStyle.Normal || line.Text.Length >= Width)
        {
            writer.WriteLine(line.Text);
            return;
        }
        ansi.WriteLine(line.Text, StyleOf(line.Style));
    }

    // The escape code that makes a text a link (OSC 8); a terminal that does not know it shows the text.
    private static string Linked(string text, string path)
    {
        var shown = Training.ForeignText.Printable(PathText.Of(path));
        return text.Replace(
            shown, $"\u001b]8;;{new Uri(Path.GetFullPath(path)).AbsoluteUri}\u001b\\{shown}\u001b]8;;\u001b\\",
            StringComparison.Ordinal);
    }

    // Never fewer than two lines: to redraw a single one, Spectre.Console moves the cursor up by 0 lines, which terminals take as
    // 1.
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

/// <summary>
/// Writes to a stream that may go away, a terminal that is closed or a standard error that is none, without failing: from the
/// first write that fails nothing more is written.
/// </summary>
internal sealed class LastingWriter(TextWriter inner) : TextWriter
{
    private bool gone;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Attempt(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Attempt(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Attempt(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Flush() => Attempt(inner.Flush);

    private void Attempt(Action write)
    {
        try
        {
            if (!gone)
            {
                write();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            gone = true;
        }
    }
}

/// <summary>
/// Ctrl-C, and the other ways to ask a process to end. The first asks the work that listens to stop when it can; the second, or
/// the first when none listens, ends the process.
/// </summary>
internal sealed class Interrupts
{
    private readonly Action endProcess;
    private readonly List<PosixSignalRegistration> registrations = [];
    private StopRequest? listener;

    /// <summary>Interruptions that come from <see cref="Signal"/> alone.</summary>
    public Interrupts(Action endProcess) => this.endProcess = endProcess;

    /// <summary>
    /// Interruptions by the signals of Ctrl-C, of a polite kill, of a terminal that is closed and of Ctrl-\. One that whoever
    /// started the process chose to ignore, as <c>nohup</c> does, stays ignored.
    /// </summary>
    public static Interrupts OfProcess(Screen screen)
    {
        var interrupts = new Interrupts(() =>
        {
            screen.ShowCursor();
            Environment.Exit(ExitCode.Interrupted);
        });
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
        {
            interrupts.registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                interrupts.Signal();
            }));
        }
        return interrupts;
    }

    /// <summary>Listens until the request is disposed.</summary>
    public StopRequest Listen()
    {
        var request = new StopRequest(() => Interlocked.Exchange(ref listener, null));
        listener = request;
        return request;
    }

    /// <summary>One interruption.</summary>
    public void Signal()
    {
        if (Volatile.Read(ref listener) is not { } request || !request.Ask())
        {
            endProcess();
        }
    }
}

/// <summary>Whether running work has been asked to stop.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly Action dispose;
    private int asked;

    /// <summary>A request that has not been made yet.</summary>
    /// <param name="dispose">Called when the work has ended.</param>
    public StopRequest(Action dispose) => this.dispose = dispose;

    /// <summary>Cancelled by the first interruption.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Asks the work to stop.</summary>
    /// <returns>False when it had been asked before.</returns>
    public bool Ask()
    {
        if (Interlocked.Exchange(ref asked, 1) != 0)
        {
            return false;
        }
        source.Cancel();
        return true;
    }

    /// <summary>Ends the listening. The source is left alone: a signal may be on its way to it.</summary>
    public void Dispose() => dispose();
}
