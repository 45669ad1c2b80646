namespace Grokking.Training.Torch;

/// <summary>The torch engine cannot be used on this machine as it is. The message says what is missing and, in its last line,
/// what lifts it.</summary>
public sealed class TorchMissingException : NotSupportedException
{
    /// <summary>Something is missing.</summary>
    /// <param name="problem">What, in one or two lines.</param>
    /// <param name="remedy">What lifts it, in one line.</param>
    public TorchMissingException(string problem, string remedy)
        : base($"engine '{EngineCatalogue.Torch}': {problem}\n{remedy}") => (Problem, Remedy) = (problem, remedy);

    /// <summary>What is missing.</summary>
    public string Problem { get; }

    /// <summary>What lifts it.</summary>
    public string Remedy { get; }

    /// <summary>What the user types to start the tool, in messages; set when the engine is registered.</summary>
    internal static string Tool { get; set; } = "grokking";

    /// <summary>The way to a libtorch.</summary>
    internal static string InstallRemedy =>
        $"'{Tool} torch install cpu' fetches it ({TorchPackage.Cpu.DownloadText}), '{Tool} torch install cuda' the one for "
        + $"NVIDIA GPUs ({TorchPackage.Cuda.DownloadText}); {TorchHome.Variable}=DIR takes one that is there.";
}
