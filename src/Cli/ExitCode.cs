using Grokking.Training;

namespace Grokking.Cli;

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
