using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What is said of an error that ended a command.</summary>
internal static class ErrorText
{
    /// <summary>The message without what only programmers read; with the stack when asked for.</summary>
    public static TextPage Of(Exception error, bool verbose, int width)
    {
        var page = new TextPage(width).Paragraph($"grokking: {Message(error)}");
        return verbose ? page.Line().Line(error.ToString(), TextStyle.Quiet) : page;
    }

    /// <summary>What is said of something that stops nothing.</summary>
    public static TextPage Remark(string sentence, int width) => new TextPage(width).Paragraph($"grokking: {sentence}");

    private static string Message(Exception error) => error switch
    {
        // The base library's message has the whole path, and words that differ between its functions.
        FileNotFoundException { FileName: { } name } => $"{PathText.Of(name)}: there is no such file.",
        ArgumentException { ParamName: { } name } =>
            error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        OperationCanceledException => "interrupted.",
        _ => error.Message,
    };
}

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>Something failed that the input does not explain.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped from outside; what was written so far is usable.</summary>
    public const int Interrupted = 130;

    /// <summary>The code for an error that ended a command.</summary>
    public static int Of(Exception error) => error switch
    {
        OperationCanceledException => Interrupted,
        ArgumentException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException or NotSupportedException
            or InsufficientMemoryException or OutputFolderException => BadInput,
        _ => Failed,
    };
}
