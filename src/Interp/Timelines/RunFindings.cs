using Grokking.Training;

namespace Grokking.Interp;

/// <summary>What was found out of a run: what <c>analysis/analysis.json</c>, <c>spectra.csv</c> and <c>timeline.csv</c> hold.</summary>
/// <param name="Analysis">The final checkpoint, explained.</param>
/// <param name="Timeline">The measures of every checkpoint, with the key frequencies of the final one.</param>
public sealed record RunFindings(Analysis Analysis, Timeline Timeline)
{
    /// <summary>
    /// What is on disk of a run when it is of the run's checkpoints as they are now; else it is found now, which for a long run
    /// takes minutes, and written there.
    /// </summary>
    /// <exception cref="InvalidDataException">The run has no checkpoint, or a file is damaged.</exception>
    /// <exception cref="IOException">The findings could not be written.</exception>
    public static RunFindings Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (Load(run) is { } known)
        {
            return known;
        }
        var source = AnalysisSource.OfFile(run.Paths.Checkpoint(run.Final.Step), run.Final.Step);
        var analysis = Analyzer.Analyze(Specimen.Of(run.Final), source);
        var findings = new RunFindings(analysis, Timeline.Compute(
            run.Checkpoints.Select(checkpoint => (checkpoint.Step, checkpoint.Model)), run.Task, run.Split, analysis.Fourier.KeyFrequencies));
        AnalysisFiles.Write(run.Paths.Analysis, findings.Analysis, findings.Timeline);
        return findings;
    }

    /// <summary>What is on disk of a run, when it is of the run's checkpoints as they are now and complete; else null.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static RunFindings? Load(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Steps.Count == 0 || !new[] { run.Paths.AnalysisJson, run.Paths.Spectra, run.Paths.Timeline }.All(File.Exists))
        {
            return null;
        }
        var analysis = AnalysisJson.ReadFile(run.Paths.AnalysisJson);
        var timeline = Timeline.ReadFile(run.Paths.Timeline);
        var isCurrent = analysis.Source.Sha256 == AnalysisSource.OfFile(run.Paths.Checkpoint(run.Steps[^1]), null).Sha256
            && timeline.Steps.SequenceEqual(run.Steps)
            && timeline.Columns.SequenceEqual(TimelineRow.Columns(analysis.Fourier.KeyFrequencies));
        return isCurrent ? new RunFindings(analysis, timeline) : null;
    }
}
