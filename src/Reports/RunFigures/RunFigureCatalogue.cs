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

    /// <summary>The figure of that id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static RunFigure Find(string id) =>
        All.FirstOrDefault(figure => figure.Id == id)
        ?? throw new ArgumentException($"figure '{id}' is unknown.{Training.Suggest.Among(id, All.Select(figure => figure.Id))}", nameof(id));
}
