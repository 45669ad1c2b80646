using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>Everything that the figures of a run are drawn from. Immutable; what is costly is computed once, on first use.</summary>
public sealed class RunStudy
{
    /// <summary>Number of slider positions that a page carries without growing heavy.</summary>
    public const int MostFrames = 40;

    private RunStudy(Run run, Analysis analysis, Timeline timeline, Specimen specimen, int finalStep)
    {
        Run = run;
        Analysis = analysis;
        Timeline = timeline;
        Specimen = specimen;
        FinalStep = finalStep;
        Phases = Phases.Find(timeline);
        Metrics = run.Metrics;
        Doubts = run.Doubts();
    }

    /// <summary>Loads a run that has been analysed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="analysis">Its final checkpoint, explained.</param>
    /// <param name="timeline">Its measures over steps.</param>
    /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
    public static RunStudy Of(Run run, Analysis analysis, Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(analysis);
        ArgumentNullException.ThrowIfNull(timeline);
        var final = run.Final;
        return new RunStudy(run, analysis, timeline, Specimen.Of(final, analysis.Fourier.KeyFrequencies), final.Step);
    }

    /// <summary>Loads a run; what is not on disk of its analysis is found now and written, which for a long run takes minutes.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
    public static RunStudy Of(Run run)
    {
        var findings = RunFindings.Of(run);
        return Of(run, findings.Analysis, findings.Timeline);
    }

    /// <summary>The run.</summary>
    public Run Run { get; }

    /// <summary>Its final checkpoint, explained.</summary>
    public Analysis Analysis { get; }

    /// <summary>Its measures over steps.</summary>
    public Timeline Timeline { get; }

    /// <summary>Its three phases.</summary>
    public Phases Phases { get; }

    /// <summary>Its losses and accuracies over steps.</summary>
    public IReadOnlyList<MetricsRow> Metrics { get; }

    /// <summary>What in its folder is not as training left it, each a sentence; none for a sound run.</summary>
    public IReadOnlyList<string> Doubts { get; }

    /// <summary>Its final checkpoint under study.</summary>
    public Specimen Specimen { get; }

    /// <summary>Step of the final checkpoint.</summary>
    public int FinalStep { get; }

    /// <summary>The modulus p.</summary>
    public int P => Specimen.P;

    /// <summary>The key frequencies of the final checkpoint, ascending.</summary>
    public IReadOnlyList<int> KeyFrequencies => Analysis.Fourier.KeyFrequencies;

    /// <summary>
    /// The embedding of the numbers, [p, d_model], at up to <see cref="MostFrames"/> checkpoints, the last always among them; as
    /// regular in steps as the checkpoints allow. Empty for a model without one.
    /// </summary>
    public IReadOnlyList<(int Step, Matrix Embedding)> Embeddings => field ??= ReadEmbeddings();

    /// <summary>One figure of the run's report: <c>study.Draw("progress-measures")</c>.</summary>
    /// <param name="id">Id of a figure of <see cref="RunFigureCatalogue"/>.</param>
    /// <exception cref="ArgumentException">There is no such figure; the message names the nearest.</exception>
    /// <exception cref="InvalidOperationException">The run has nothing to draw in it: a model without attention, for instance, has
    /// no attention maps.</exception>
    public Figure Draw(string id) =>
        RunFigureCatalogue.Find(id).Draw(this) ?? throw new InvalidOperationException($"figure '{id}': this run has nothing to draw in it.");

    private List<(int Step, Matrix Embedding)> ReadEmbeddings()
    {
        var steps = Run.Steps;
        var stride = (double)FinalStep / (MostFrames - 1);
        var chosen = Enumerable.Range(0, MostFrames)
            .Select(i => steps.MinBy(step => Math.Abs(step - (i * stride))))
            .Append(steps[^1])
            .Distinct()
            .Order();
        return [.. chosen.Select(step => (step, Matrix.From(Run.Load(step).Model.Weights.W_E).Top(P, Specimen.W_E!.Columns)))];
    }
}
