using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>Everything that the figures of a run are drawn from. Immutable; what is costly is computed once, on first use.</summary>
public sealed class ReportContext
{
    /// <summary>Number of slider positions that a page carries without growing heavy.</summary>
    public const int MostFrames = 40;

    private ReportContext(Run run, RunAnalysis findings, FigureSet figures)
    {
        Run = run;
        Figures = figures;
        Measures = findings.Measures;
        Analysis = findings.Analysis;
        Timeline = findings.Timeline;
        Phases = findings.Phases;
        Metrics = run.Metrics;
        var final = run.Final;
        FinalStep = final.Step;
        Evaluation = CheckpointEvaluation.Of(final, Analysis.Keys);
        Doubts = run.Doubts();
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
        return new(run, findings, figures ?? FigureSet.Default);
    }

    /// <summary>Loads a run; what is not on disk of its analysis is found now and written, which for a long run takes minutes.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
    public static ReportContext Of(Run run) => Of(run, RunAnalysis.Of(run));

    /// <summary>The run.</summary>
    public Run Run { get; }

    /// <summary>Its final checkpoint, explained.</summary>
    public Analysis Analysis { get; }

    /// <summary>What was measured.</summary>
    public MeasureSet Measures { get; }

    /// <summary>The figures of its report.</summary>
    public FigureSet Figures { get; }

    /// <summary>Its measures over steps.</summary>
    public Timeline Timeline { get; }

    /// <summary>Its three phases.</summary>
    public Phases Phases { get; }

    /// <summary>Its losses and accuracies over steps.</summary>
    public IReadOnlyList<MetricsRow> Metrics { get; }

    /// <summary>What in its folder is not as training left it, each a sentence; none for a sound run.</summary>
    public IReadOnlyList<string> Doubts { get; }

    /// <summary>Its final checkpoint under study.</summary>
    public CheckpointEvaluation Evaluation { get; }

    /// <summary>Step of the final checkpoint.</summary>
    public int FinalStep { get; }

    /// <summary>The key frequencies of the final checkpoint, ascending.</summary>
    public IReadOnlyList<int> KeyFrequencies => Analysis.KeyFrequencies;

    /// <summary>
    /// The embedding of the left operands, [left, d_model], by label or element where these are those of a group, at up to <see cref="MostFrames"/>
    /// checkpoints, the last always among them; as regular in steps as the checkpoints allow. Empty for a model without one.
    /// </summary>
    public IReadOnlyList<(int Step, Matrix Embedding)> Embeddings => field ??= ReadEmbeddings();

    /// <summary>One figure of the run's report: <c>study.Draw("progress-measures")</c>.</summary>
    /// <param name="id">Id of a figure of <see cref="Figures"/>.</param>
    /// <exception cref="ArgumentException">There is no such figure; the message names the nearest.</exception>
    /// <exception cref="InvalidOperationException">The run has nothing to draw in it: a model without attention, for instance, has
    /// no attention maps.</exception>
    public Figure Draw(string id) =>
        Figures[id].Draw(this) ?? throw new InvalidOperationException($"figure '{id}': this run has nothing to draw in it.");

    private List<(int Step, Matrix Embedding)> ReadEmbeddings()
    {
        // By label where the operation is an addition modulo n, so that neighbours on a circle are neighbours here.
        var rows = Evaluation.Cyclic?.Algebra.Left ?? Evaluation.Representations?.Algebra.Left ?? [.. Enumerable.Range(0, Run.Operation.Left)];
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
