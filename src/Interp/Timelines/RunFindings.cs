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
    /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
    /// <exception cref="IOException">The findings could not be written.</exception>
    public static RunFindings Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (Load(run) is { } known)
        {
            return known;
        }
        var source = AnalysisSource.OfFile(run.Paths.Checkpoint(run.Final.Step), run.Final.Step);
        var analysis = Analyzer.Analyze(Specimen.Of(run.Final), source).WithDoubts(run.Doubts());
        var findings = new RunFindings(analysis, Timeline.Compute(
            run.Checkpoints.Select(checkpoint => (checkpoint.Step, checkpoint.Model)), run.Task, run.Split, analysis.Fourier.KeyFrequencies));
        AnalysisFiles.Write(run.Paths.Analysis, findings.Analysis, findings.Timeline);
        return findings;
    }

    /// <summary>What is on disk of a run, when it is of the run's folder as it is now, complete and not damaged; else null.</summary>
    /// <param name="run">The run.</param>
    /// <param name="damage">Told which file is damaged and how; null for no telling.</param>
    public static RunFindings? Load(Run run, Action<string>? damage = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Steps.Count == 0 || !new[] { run.Paths.AnalysisJson, run.Paths.Spectra, run.Paths.Timeline }.All(File.Exists))
        {
            return null;
        }
        try
        {
            var findings = new RunFindings(AnalysisJson.ReadFile(run.Paths.AnalysisJson), Timeline.ReadFile(run.Paths.Timeline));
            return findings.AreOf(run) ? findings : null;
        }
        catch (InvalidDataException error)
        {
            damage?.Invoke(error.Message);
            return null;
        }
    }

    private bool AreOf(Run run) =>
        Analysis.Source.Sha256 == AnalysisSource.OfFile(run.Paths.Checkpoint(run.Steps[^1]), null).Sha256
        && Analysis.Notes.GetValueOrDefault(Analysis.SourceNote, "") == string.Join(' ', run.Doubts())
        && Timeline.Steps.SequenceEqual(run.Steps)
        && Timeline.Columns.SequenceEqual(TimelineRow.Columns(Analysis.Fourier.KeyFrequencies));
}
