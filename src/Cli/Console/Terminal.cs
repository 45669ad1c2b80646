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
