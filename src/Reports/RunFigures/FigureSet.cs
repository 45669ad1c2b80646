using Grokking.Training;

namespace Grokking.Reports;

/// <summary>The figures of a run's report, in their order. A set with figures of one's own is
/// <c>FigureSet.Default.With(mine)</c>.</summary>
/// <param name="Figures">The figures; sections of the report come in the order of <see cref="RunSection"/>.</param>
public sealed record FigureSet(IReadOnlyList<RunFigure> Figures)
{
    /// <summary>The built-in figures.</summary>
    public static FigureSet Default { get; } = new(
    [
        new LossCurvesFigure(),
        new ProgressMeasuresFigure(),
        new ExcludedPerFrequencyFigure(),
        new SparsityFigure(),
        new EffectiveRankFigure(),
        new MirroredPairsFigure(),
        new EmbeddingSpectrumFigure(),
        new EmbeddingOverTrainingFigure(),
        new EmbeddingCirclesFigure(),
        new EmbeddingPlanesFigure(),
        new AttentionMapsFigure(),
        new AttentionScoresFigure(),
        new NeuronActivationsFigure(),
        new NeuronSpectraFigure(),
        new NeuronFitFigure(),
        new NeuronParticipationFigure(),
        new OperationTableFigure(),
        new NeuronLogitMapFigure(),
        new OutputPlanesFigure(),
        new LogitSpectrumFigure(),
        new LogitCosinesFigure(),
        new AblationsFigure(),
        new MechanismFigure(),
        new CircuitPlaneFigure(),
        new InputGradientsFigure(),
        new BlindLineFigure(),
        new SecondOrderFigure(),
        new ExplanationLadderFigure(),
        new IdealNeuronsFigure(),
        new NumberLinesFigure(),
        new CertificateBudgetFigure(),
        new GroupProgressFigure(),
        new RepresentationsOverTrainingFigure(),
        new GroupNeuronsFigure(),
        new NeuronCosetsFigure(),
        new CharactersFigure(),
        new IdealsFigure(),
    ]);

    /// <summary>This set with figures of one's own behind it.</summary>
    /// <exception cref="ArgumentException">An id is taken.</exception>
    public FigureSet With(params IReadOnlyList<RunFigure> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var twice = Figures.Select(figure => figure.Id).Intersect(figures.Select(figure => figure.Id)).FirstOrDefault();
        Require.That(twice is null, $"figure '{twice}' is there already.", nameof(figures));
        return new([.. Figures, .. figures]);
    }

    /// <summary>The figure of an id.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public RunFigure this[string id] => Figures.FirstOrDefault(figure => figure.Id == id)
        ?? throw new ArgumentException(
            $"figure '{id}' is unknown.{Suggest.Among(id, Figures.Select(figure => figure.Id))}", nameof(id));
}
