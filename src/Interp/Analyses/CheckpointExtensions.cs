using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Questions to a checkpoint, each in one line: <c>run.Final.Analyze()</c>.</summary>
public static class CheckpointExtensions
{
    /// <summary>Explains a checkpoint: every measure, spectrum, ablation and intervention.</summary>
    /// <param name="checkpoint">The checkpoint: of a run, or from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="keyFrequencies">Key frequencies to use, each 1..⌊p/2⌋; null to find them.</param>
    /// <exception cref="ArgumentException">A key frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key frequency is out of range.</exception>
    public static Analysis Analyze(this ICheckpoint checkpoint, IReadOnlyList<int>? keyFrequencies = null) =>
        Analyzer.Analyze(Specimen.Of(checkpoint, keyFrequencies));
}
