using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Folders that hold runs: of a sweep, of several seeds, or <c>runs</c> itself.</summary>
internal static class RunFolders
{
    /// <summary>The paths with each folder of runs replaced by the runs that it holds.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) =>
        [.. paths.SelectMany(path => IsFolderOfRuns(path) ? In(path) : [path])];

    /// <summary>Whether a path is a folder that is no run and holds some.</summary>
    public static bool IsFolderOfRuns(string path) => Directory.Exists(path) && !new RunPaths(path).HoldsRun && In(path).Count > 0;

    /// <summary>The runs in a folder, or in its folder <c>runs</c> where it is a sweep's, by name; seed-2 comes before seed-10.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        var below = Directory.Exists(folder) ? Directory.GetDirectories(folder).Where(inner => new RunPaths(inner).HoldsRun).ToList() : [];
        var ofSweep = Path.Combine(folder, "runs");
        return below.Count == 0 && Directory.Exists(ofSweep) && File.Exists(Path.Combine(folder, "sweep.json"))
            ? In(ofSweep)
            : [.. below.Order(StringComparer.Create(System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering))];
    }
}
