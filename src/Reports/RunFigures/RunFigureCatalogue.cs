namespace Grokking.Reports;

/// <summary>The figures of a run's report, in their order.</summary>
public static class RunFigureCatalogue
{
    /// <summary>All figures.</summary>
    public static IReadOnlyList<RunFigure> All { get; } =
    [
        new LossCurvesFigure(),
        new ProgressMeasuresFigure(),
        new ExcludedPerFrequencyFigure(),
        new SparsityFigure(),
        new EmbeddingSpectrumFigure(),
        new EmbeddingOverTrainingFigure(),
        new EmbeddingCirclesFigure(),
        new AttentionMapsFigure(),
        new AttentionScoresFigure(),
        new NeuronActivationsFigure(),
        new NeuronSpectraFigure(),
        new NeuronClustersFigure(),
        new NeuronFitFigure(),
        new LogitSpectrumFigure(),
        new LogitCosinesFigure(),
        new AblationsFigure(),
        new CircuitPlaneFigure(),
        new BlindLineFigure(),
        new CircleFitsFigure(),
        new ClusterGeometryFigure(),
        new ModeFamiliesFigure(),
        new SecondOrderFigure(),
    ];
}
