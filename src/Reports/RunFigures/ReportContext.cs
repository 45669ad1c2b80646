using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>Everything that the figures of a run, or of a checkpoint alone, are drawn from. Immutable; what is costly is computed
/// once, on first use.</summary>
public sealed class ReportContext
{
    /// <summary>Number of slider positions that a page carries without growing heavy.</summary>
    public const int MostFrames = 40;

    private ReportContext(ICheckpoint final, Run? run, string folder, RunAnalysis findings, FigureSet figures)
    {
        Run = run;
        Folder = Path.GetFullPath(folder);
        Figures = figures;
        Measures = findings.Measures;
        Analysis = findings.Analysis;
        Timeline = findings.Timeline;
        Phases = findings.Phases;
        Metrics = run?.Metrics ?? [];
        FinalStep = Analysis.Source.Step ?? 0;
        Checkpoint = final;
        Evaluation = CheckpointEvaluation.Of(final, Analysis.Keys);
        Doubts = run?.Doubts() ?? [];
    }

    /// <summary>Loads a run that has been analysed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="findings">What was found out of it.</param>
    /// <param name="figures">The figures of its report; null for the built-in ones.</param>
    /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
    public static ReportContext Of(Run run, RunAnalysis findings, FigureSet? figures = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(findings);
        return new(run.Final, run, run.Paths.Folder, findings, figures ?? FigureSet.Default);
    }

    /// <summary>A checkpoint alone, ours or another's, without the history of its training.</summary>
    /// <param name="checkpoint">The checkpoint, from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="analysis">What was found out of it.</param>
    /// <param name="folder">Where its page and pictures go; made when they are written.</param>
    /// <param name="figures">The figures of its report; null for the built-in ones.</param>
    public static ReportContext Of(ICheckpoint checkpoint, Analysis analysis, string folder, FigureSet? figures = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(analysis);
        return new(checkpoint, null, folder, new RunAnalysis(analysis, new Timeline([], [])), figures ?? FigureSet.Default);
    }

    /// <summary>Loads a run; what is not on disk of its analysis is found now and written, which for a long run takes
    /// minutes.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
    public static ReportContext Of(Run run) => Of(run, RunAnalysis.Of(run));

    /// <summary>The run; null for a checkpoint alone.</summary>
    public Run? Run { get; }

    /// <summary>The final checkpoint.</summary>
    public ICheckpoint Checkpoint { get; }

    /// <summary>The folder that the page and the pictures are written to: the run's own.</summary>
    public string Folder { get; }

    /// <summary>The file of the page.</summary>
    public string Page => Path.Combine(Folder, "report.html");

    /// <summary>The folder of the pictures.</summary>
    public string PictureFolder => Path.Combine(Folder, "figures");

    /// <summary>What the page is called after: the run's folder, or the file.</summary>
    public string Name =>
        Run is null
            ? Path.GetFileName(Analysis.Source.Path ?? Folder) : Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>The operation.</summary>
    public BinaryOperation Operation => Evaluation.Operation;

    /// <summary>The loss that the network was trained with, and that it is judged by.</summary>
    public LossKind Loss => Evaluation.Pairs.Loss;

    /// <summary>Its final checkpoint, explained.</summary>
    public Analysis Analysis { get; }

    /// <summary>What each checkpoint was measured by.</summary>
    public MeasureSet Measures { get; }

    /// <summary>The figures of its report.</summary>
    public FigureSet Figures { get; }

    /// <summary>Its measures over steps; without columns and rows for a checkpoint alone.</summary>
    public Timeline Timeline { get; }

    /// <summary>Its three phases.</summary>
    public Phases Phases { get; }

    /// <summary>Its losses and accuracies over steps; none for a checkpoint alone.</summary>
    public IReadOnlyList<MetricsRow> Metrics { get; }

    /// <summary>What in its folder is not as training left it, each a sentence; none for a sound run.</summary>
    public IReadOnlyList<string> Doubts { get; }

    /// <summary>Its final checkpoint under study.</summary>
    public CheckpointEvaluation Evaluation { get; }

    /// <summary>Step of the final checkpoint; 0 where it is not known.</summary>
    public int FinalStep { get; }

    /// <summary>The key frequencies of the final checkpoint, ascending.</summary>
    public IReadOnlyList<int> KeyFrequencies => Analysis.KeyFrequencies;

    /// <summary>The colour that a frequency has in every figure: of the key frequencies one each, of the others none.</summary>
    public ColourRole ColourOf(int k) =>
        KeyFrequencies.TakeWhile(key => key != k).Count() is var place && place < KeyFrequencies.Count
            ? ColourRole.Series(place) : ColourRole.Muted;

    /// <summary>
    /// The embedding of the left operands, [left, d_model], by label or element where these are those of a group, at up to
    /// <see cref="MostFrames"/> checkpoints, the last always among them; as regular in steps as the checkpoints allow. Empty for
    /// a checkpoint alone.
    /// </summary>
    public IReadOnlyList<(int Step, Matrix Embedding)> Embeddings => field ??= ReadEmbeddings();

    /// <summary>One figure of the run's report: <c>study.Draw("progress-measures")</c>.</summary>
    /// <param name="id">Id of a figure of <see cref="Figures"/>.</param>
    /// <exception cref="ArgumentException">There is no such figure; the message names the nearest.</exception>
    /// <exception cref="InvalidOperationException">The run has nothing to draw in it: a model without attention, for instance,
    /// has no attention maps.</exception>
    public Figure Draw(string id) =>
        Figures[id].Draw(this) ?? throw new InvalidOperationException($"figure '{id}': this run has nothing to draw in it.");

    private List<(int Step, Matrix Embedding)> ReadEmbeddings()
    {
        if (Run is null)
        {
            return [];
        }
        // By label where the operation is an addition modulo n, so that neighbours on a circle are neighbours here.
        var rows = Evaluation.Cyclic?.Algebra.Left ?? Evaluation.Representations?.Algebra.Left
            ?? [.. Enumerable.Range(0, Operation.Left)];
        var steps = Run.Steps;
        var stride = (double)FinalStep / (MostFrames - 1);
        var chosen = Enumerable.Range(0, MostFrames)
            .Select(i => steps.MinBy(step => Math.Abs(step - (i * stride))))
            .Append(steps[^1])
            .Distinct()
            .Order();
        return [.. chosen.Select(step => (step, Matrix.From(Run.Load(step).Model.Weights.W_E).Gather(rows)))];
    }
}
