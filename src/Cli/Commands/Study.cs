using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What was found out of a checkpoint, and of a run also over its training.</summary>
/// <param name="Analysis">The checkpoint, explained.</param>
/// <param name="Timeline">The measures over the run's checkpoints; null for a single checkpoint.</param>
internal sealed record Study(Analysis Analysis, Timeline? Timeline)
{
    /// <summary>Explains a checkpoint, and measures all others when it is a run's.</summary>
    /// <param name="screen">Where progress is shown.</param>
    /// <param name="subject">The checkpoint.</param>
    /// <param name="keyFrequencies">Key frequencies to use; null to find them.</param>
    public static Study Make(Screen screen, StudySubject subject, IReadOnlyList<int>? keyFrequencies)
    {
        var (task, model) = (subject.Checkpoint.Task, subject.Checkpoint.Model);
        var recording = Recording.Of(model, task, subject.Checkpoint.Config.CreateFormat());
        var analysis = Analyzer.Analyze(new Specimen(recording, subject.Split, keyFrequencies), subject.Source);
        return new Study(analysis, subject.Run is { } run ? Measure(screen, run, subject.Split, analysis.Fourier.KeyFrequencies) : null);
    }

    /// <summary>Explains a run, writes its files and shows what was found.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="folder">The run's folder.</param>
    public static Study OfRun(Screen screen, string folder)
    {
        var subject = StudySubject.Open(folder, splitFile: null);
        var study = Make(screen, subject, keyFrequencies: null);
        var files = study.Write(subject.Run!.Paths.Analysis);
        screen.Write(StudyText.Of(subject, study, screen.Width));
        screen.Write(NextSteps.Files(files, screen.Width));
        return study;
    }

    /// <summary>What is on disk of a run, when it is of the run's last checkpoint and complete; else null.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static Study? Load(Run run)
    {
        if (run.Steps.Count == 0 || !File.Exists(run.Paths.AnalysisJson) || !File.Exists(run.Paths.Timeline))
        {
            return null;
        }
        var analysis = AnalysisJson.ReadFile(run.Paths.AnalysisJson);
        var timeline = Timeline.ReadFile(run.Paths.Timeline);
        var isCurrent = analysis.Source.Sha256 == AnalysisSource.OfFile(run.Paths.Checkpoint(run.Steps[^1]), null).Sha256
            && timeline.Steps.SequenceEqual(run.Steps)
            && timeline.Columns.SequenceEqual(TimelineRow.Columns(analysis.Fourier.KeyFrequencies));
        return isCurrent ? new Study(analysis, timeline) : null;
    }

    /// <summary>Writes analysis.json and timeline.csv.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var analysisFile = Path.Combine(folder, "analysis.json");
        AnalysisJson.WriteFile(analysisFile, Analysis);
        if (Timeline is null)
        {
            return [analysisFile];
        }
        var timelineFile = Path.Combine(folder, "timeline.csv");
        Timeline.WriteFile(timelineFile);
        return [analysisFile, timelineFile];
    }

    private static Timeline Measure(Screen screen, Run run, Split split, IReadOnlyList<int> keyFrequencies)
    {
        var steps = run.Steps;
        return WorkDisplay.Run(screen, $"Measuring {NumberText.Count(steps.Count, "checkpoint")} of {PathText.Of(run.Paths.Folder)}", steps.Count, done =>
            Timeline.Compute(steps.Select(step => (step, run.Load(step).Model)), run.Task, split, keyFrequencies, new DirectProgress(done)));
    }

    /// <summary>Progress told at once and in order; the base library's tells it later, on other threads.</summary>
    private sealed class DirectProgress(Action done) : IProgress<int>
    {
        public void Report(int value) => done();
    }
}
