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
        var error = ScreenOf(System.Console.Error, System.Console.IsErrorRedirected);
        return new Terminal(output, error, Interrupts.OfProcess(output));
    }

    /// <summary>Where progress and remarks go: beside the results, or away from them when they are JSON.</summary>
    public Screen Messages(bool json) => json ? Error : Out;

    private static Screen ScreenOf(TextWriter writer, bool isRedirected)
    {
        var isTerminal = !isRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new Screen(writer, isTerminal, isRedirected ? TextPage.DefaultWidth : WindowWidth());
    }

    // A terminal that does not tell its width, or tells 0, counts as one of 80.
    private static int WindowWidth() => System.Console.WindowWidth is var width and > 20 ? width : TextPage.DefaultWidth;
}
