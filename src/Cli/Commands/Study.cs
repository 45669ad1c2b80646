using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What was found out of a checkpoint, and of a run also over its training.</summary>
/// <param name="Analysis">The checkpoint, explained.</param>
/// <param name="Timeline">The measures over the run's checkpoints; null for a single checkpoint.</param>
internal sealed record Study(Analysis Analysis, Timeline? Timeline)
{
    /// <summary>Explains a checkpoint, and measures all others when it is a run's.</summary>
    /// <param name="terminal">Where progress is shown, and what interrupts it.</param>
    /// <param name="subject">The checkpoint.</param>
    /// <param name="keyFrequencies">Key frequencies to use; null to find them.</param>
    /// <param name="allTriples">Whether gradient symmetricity takes all p³ triples whatever p is.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static Study Make(Terminal terminal, StudySubject subject, IReadOnlyList<int>? keyFrequencies, bool allTriples = false)
    {
        var analysis = WorkDisplay.Run(terminal.Out, $"Analysing {PathText.Of(subject.Path)}", () => Explain(subject, keyFrequencies, allTriples));
        return new Study(analysis, subject.Run is { } run ? Measure(terminal, run, subject.Split, analysis.Fourier.KeyFrequencies) : null);
    }

    /// <summary>Explains a checkpoint.</summary>
    /// <param name="subject">The checkpoint.</param>
    /// <param name="keyFrequencies">Key frequencies to use; null to find them.</param>
    /// <param name="allTriples">Whether gradient symmetricity takes all p³ triples whatever p is.</param>
    public static Analysis Explain(StudySubject subject, IReadOnlyList<int>? keyFrequencies, bool allTriples = false)
    {
        var checkpoint = subject.Checkpoint;
        var recording = Recording.Of(checkpoint.Model, checkpoint.Task, checkpoint.Format);
        return Analyzer.Analyze(new Specimen(recording, subject.Split, keyFrequencies) { AllTriples = allTriples }, subject.Source);
    }

    /// <summary>Explains a run, writes its files and shows what was found.</summary>
    /// <param name="terminal">Where to, and what interrupts it.</param>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is written then.</exception>
    public static Study OfRun(Terminal terminal, string folder)
    {
        var subject = StudySubject.Open(folder);
        var study = Make(terminal, subject, keyFrequencies: null);
        var files = study.Write(subject.Run!.Paths.Analysis);
        terminal.Out.Write(StudyText.Of(subject, study, terminal.Out.Width));
        terminal.Out.Write(PlacesText.OfFiles(files, terminal.Out.Width));
        return study;
    }

    /// <summary>What is on disk of a run, when it is of the run's last checkpoint and complete; else null.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static Study? Load(Run run) =>
        RunFindings.Load(run) is { } findings ? new Study(findings.Analysis, findings.Timeline) : null;

    /// <summary>Writes analysis.json, spectra.csv and, of a run, timeline.csv.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Write(string folder) => AnalysisFiles.Write(folder, Analysis, Timeline);

    private static Timeline Measure(Terminal terminal, Run run, Split? split, IReadOnlyList<int> keyFrequencies)
    {
        var steps = run.Steps;
        using var stop = terminal.Interrupts.Listen();
        return WorkDisplay.Run(terminal.Out, $"Measuring {NumberText.Count(steps.Count, "checkpoint")}", steps.Count, done => Timeline.Compute(
            steps.Select(step => (step, run.Load(step).Model)), run.Task, split, keyFrequencies, new DirectProgress(() => done(1)), stop.Token));
    }

    /// <summary>Progress told at once and in order; the base library's tells it later, on other threads.</summary>
    private sealed class DirectProgress(Action done) : IProgress<int>
    {
        public void Report(int value) => done();
    }
}
