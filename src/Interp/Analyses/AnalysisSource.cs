using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Which checkpoint an analysis is of.</summary>
/// <param name="Path">The file, as it was named.</param>
/// <param name="Step">Number of updates done; null when not known.</param>
/// <param name="Sha256">Hash of the file, lower-case hexadecimal; null for a model that comes from no file.</param>
public sealed record AnalysisSource(string? Path = null, int? Step = null, string? Sha256 = null)
{
    /// <summary>A checkpoint file with its hash.</summary>
    /// <param name="path">The file.</param>
    /// <param name="step">Number of updates done; null when not known.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AnalysisSource OfFile(string path, int? step) => new(path, step, FileHash.Sha256(path));
}
