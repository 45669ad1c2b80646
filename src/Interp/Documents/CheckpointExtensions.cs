using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Questions to a checkpoint, each in one line: <c>run.Final.Analyze()</c>.</summary>
public static class CheckpointExtensions
{
    /// <summary>The checkpoint under study: its network on all pairs, and the views of it that its operation allows.</summary>
    /// <param name="checkpoint">The checkpoint: of a run, or from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="keyFrequencies">Key frequencies to use, each 1..⌊n/2⌋; null to find them.</param>
    public static CheckpointEvaluation Evaluate(this ICheckpoint checkpoint, IReadOnlyList<int>? keyFrequencies = null) =>
        CheckpointEvaluation.Of(checkpoint, keyFrequencies);

    /// <summary>Explains a checkpoint: every measure, spectrum, ablation and intervention.</summary>
    /// <param name="checkpoint">The checkpoint: of a run, or from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="keyFrequencies">Key frequencies to use, each 1..⌊p/2⌋; null to find them.</param>
    /// <exception cref="ArgumentException">A key frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key frequency is out of range.</exception>
    public static Analysis Analyze(this ICheckpoint checkpoint, IReadOnlyList<int>? keyFrequencies = null) =>
        Analyzer.Analyze(CheckpointEvaluation.Of(checkpoint, keyFrequencies));
}
