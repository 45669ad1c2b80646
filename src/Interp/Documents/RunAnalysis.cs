using Grokking.Training;

namespace Grokking.Interp;

/// <summary>A run, explained: its final checkpoint in full, and the measures of every checkpoint.</summary>
/// <param name="Analysis">Its final checkpoint, explained.</param>
/// <param name="Timeline">The measures over its checkpoints.</param>
public sealed record RunAnalysis(Analysis Analysis, Timeline Timeline)
{
    /// <summary>What was measured: the built-in measures unless others were asked for.</summary>
    public MeasureSet Measures { get; init; } = MeasureSet.Default;

    /// <summary>Its phases of training.</summary>
    public Phases Phases => field ??= Phases.Find(Timeline);

    /// <summary>What is on disk of a run's analysis when it is whole and current; else what <see cref="Compute"/> finds, which is
    /// written there.</summary>
    /// <inheritdoc cref="Compute"/>
    public static RunAnalysis Of(
        Run run, MeasureSet? measures = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (Load(run, measures) is { } known)
        {
            return known;
        }
        var found = Compute(run, measures, progress, cancellation);
        found.Write(run.Paths.Analysis);
        return found;
    }

    /// <summary>Explains a run: for a long one this takes minutes.</summary>
    /// <param name="run">The run.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    /// <param name="progress">Told the step of each checkpoint that is measured; null for none.</param>
    /// <param name="cancellation">Looked at between checkpoints.</param>
    /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RunAnalysis Compute(
        Run run, MeasureSet? measures = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var final = run.Final;
        var source = AnalysisSource.OfFile(run.Paths.Checkpoint(final.Step), final.Step);
        var analysis = Analyzer.Analyze(CheckpointEvaluation.Of(final), source, measures).WithDoubts(run.Doubts());
        return new RunAnalysis(analysis, Measure(run, run.Split, analysis.Keys, measures, progress, cancellation))
        {
            Measures = measures ?? MeasureSet.Default,
        };
    }

    /// <summary>The measures of a run's checkpoints.</summary>
    /// <param name="run">The run.</param>
    /// <param name="split">Which pairs it was trained on; null when not known.</param>
    /// <param name="keyFrequencies">The key frequencies of all rows, or the numbers of a group's key representations: those of
    /// the final checkpoint.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    /// <param name="progress">Told the step of each checkpoint that is measured; null for none.</param>
    /// <param name="cancellation">Looked at between checkpoints.</param>
    public static Timeline Measure(
        Run run, Split? split, IReadOnlyList<int> keyFrequencies, MeasureSet? measures = null, IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Timeline.Compute(
            run.Steps.Select(step => (step, run.Load(step).Model)), run.Operation, split, keyFrequencies, measures, progress,
            run.Config.Training.Loss, cancellation);
    }

    /// <summary>What is on disk of a run's analysis; null when something is missing or damaged, or when it is of another
    /// checkpoint than the run's last, of other steps, of other measures, or of the folder as it was before something in it
    /// became doubtful.</summary>
    /// <param name="run">The run.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    /// <param name="damage">Told which file is damaged and how; null for no telling.</param>
    public static RunAnalysis? Load(Run run, MeasureSet? measures = null, Action<string>? damage = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Steps.Count == 0 || !new[] { run.Paths.AnalysisJson, run.Paths.Timeline }.All(File.Exists))
        {
            return null;
        }
        try
        {
            var found = new RunAnalysis(AnalysisJson.ReadFile(run.Paths.AnalysisJson), Timeline.ReadFile(run.Paths.Timeline))
            {
                Measures = measures ?? MeasureSet.Default,
            };
            return found.IsOf(run) ? found : null;
        }
        catch (InvalidDataException error)
        {
            damage?.Invoke(error.Message);
            return null;
        }
    }

    private bool IsOf(Run run) =>
        Analysis.Schema == Analysis.CurrentSchema
        && Analysis.Source.Sha256 == AnalysisSource.OfFile(run.Paths.Checkpoint(run.Steps[^1]), null).Sha256
        && Analysis.Notes.GetValueOrDefault(Analysis.SourceNote, "") == string.Join(' ', run.Doubts())
        && (Analysis.Fourier is null || File.Exists(run.Paths.Spectra))
        && Timeline.Steps.SequenceEqual(run.Steps)
        && Timeline.Columns.SequenceEqual(TimelineRow.Columns(run.Operation, Analysis.Keys, Measures));

    /// <summary>Writes its files into a folder, which is made.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One could not be written.</exception>
    public IReadOnlyList<string> Write(string folder) => AnalysisFiles.Write(folder, Analysis, Timeline);
}

/// <summary>Questions to a run in one line: <c>run.Analyze().Timeline["excluded_loss"]</c>.</summary>
public static class RunExtensions
{
    /// <inheritdoc cref="RunAnalysis.Of"/>
    public static RunAnalysis Analyze(
        this Run run, MeasureSet? measures = null, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        RunAnalysis.Of(run, measures, progress, cancellation);
}

/// <summary>The files of an analysis.</summary>
public static class AnalysisFiles
{
    // A run may be analysed by several processes at once; none writes a file for so long.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Writes analysis.json, spectra.csv where the operation has frequencies, and timeline.csv where there is
    /// one.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <param name="analysis">A checkpoint, explained.</param>
    /// <param name="timeline">The measures of every checkpoint of its run; null for a checkpoint alone.</param>
    /// <param name="parquet">Whether the tables are written as Parquet too; those that are there from earlier always are.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One could not be written; an earlier file of that name is as it was.</exception>
    public static IReadOnlyList<string> Write(string folder, Analysis analysis, Timeline? timeline, bool parquet = false)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        OutputFolder.Make(folder);
        AtomicFile.DeleteLeftovers(Path.Combine(folder, "*"), Abandoned);
        var analysisFile = Path.Combine(folder, "analysis.json");
        AnalysisJson.WriteFile(analysisFile, analysis);
        var files = new List<string> { analysisFile };
        var spectraFile = Path.Combine(folder, "spectra.csv");
        // Of an operation without frequencies there is none, and an earlier one would be of something else.
        if (analysis.Fourier is null)
        {
            File.Delete(spectraFile);
            File.Delete(Path.ChangeExtension(spectraFile, ".parquet"));
        }
        else
        {
            files.AddRange(TableFiles.Write(SpectraTable.Of(analysis), spectraFile, parquet));
        }
        if (timeline is not null)
        {
            files.AddRange(TableFiles.Write(timeline.ToTypedTable(), Path.Combine(folder, "timeline.csv"), parquet));
        }
        return files;
    }
}
