using System.Text.RegularExpressions;

namespace Grokking.Training.Torch;

/// <summary>Why a native library does not load, in three lines, from what the system's loader says.</summary>
internal static partial class LoadFailure
{
    /// <summary>The error to show.</summary>
    /// <param name="path">The library that was to be loaded.</param>
    /// <param name="said">What the loader said, in its own words.</param>
    public static TorchMissingException Of(string path, string said)
    {
        var (wants, remedy) =
            Explain(said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1]);
        return new TorchMissingException($"{Path.GetFileName(path)} does not load on this machine ({path}).\n{wants}", remedy);
    }

    private static (string Wants, string Remedy) Explain(string said)
    {
        if (Version().Match(said) is { Success: true } version)
        {
            return (
                $"{OwnerOf(version)} wants {version.Groups["version"].Value}, and {version.Groups["library"].Value} is older "
                    + "than that.",
                "A newer system has it (Debian 12, Ubuntu 22.04 and later). --engine auto trains without torch.");
        }
        if (Symbol().Match(said) is { Success: true } symbol)
        {
            return (
                $"{OwnerOf(symbol)} wants the symbol {symbol.Groups["symbol"].Value}, which no library has: those of libtorch "
                    + "are of another version.",
                $"TorchSharp {TorchPackage.TorchSharpVersion} needs libtorch {TorchPackage.LibtorchVersion}. "
                    + $"{TorchMissingException.InstallRemedy}");
        }
        if (Library().Match(said) is { Success: true } library)
        {
            return ($"It wants the library {library.Groups["library"].Value}, which is not on this machine.",
                "Install the package of the system that has it. --engine auto trains without torch.");
        }
        return ($"The system says: {said}", $"If the file is damaged, delete its folder. {TorchMissingException.InstallRemedy}");
    }

    private static string OwnerOf(Match match) => Path.GetFileName(match.Groups["owner"].Value);

    [GeneratedRegex(@"(?<library>[^\s:]+): version [`'](?<version>[^']+)' not found \(required by (?<owner>[^)]+)\)")]
    private static partial Regex Version();

    [GeneratedRegex(@"(?<owner>[^\s:]+): undefined symbol: (?<symbol>[^\s,]+)")]
    private static partial Regex Symbol();

    [GeneratedRegex(@"(?<library>[^\s:]+): cannot open shared object file: No such file or directory")]
    private static partial Regex Library();
}
