using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Explains one checkpoint: every measure, spectrum, ablation and intervention that its operation allows.</summary>
public static class Analyzer
{
    private const int LogitComponents = 12;

    // What an analysis has a place of its own for.
    private static readonly string[] Elsewhere =
    [
        "train_loss_answers", "test_loss_answers", "test_mirror_unseen_loss_answers", "all_loss_answers",
        "train_accuracy", "test_accuracy", "test_mirror_unseen_accuracy", "all_accuracy", "logit_fraction_explained",
    ];

    /// <summary>Explains a checkpoint.</summary>
    /// <param name="evaluation">The checkpoint under study.</param>
    /// <param name="source">Which checkpoint it is; null for none.</param>
    /// <param name="measures">The measures of its progress section; null for the built-in ones.</param>
    public static Analysis Analyze(CheckpointEvaluation evaluation, AnalysisSource? source = null, MeasureSet? measures = null) =>
        Analyze(evaluation, source, measures, verdictAlone: false);

    /// <summary>The same without what a verdict does not rest on: explanation, ablations and interventions. Half the
    /// work.</summary>
    /// <param name="evaluation">The checkpoint.</param>
    /// <param name="source">Where it came from; null for the network alone.</param>
    public static Analysis Classify(CheckpointEvaluation evaluation, AnalysisSource? source = null) =>
        Analyze(evaluation, source, measures: null, verdictAlone: true);

    private static Analysis Analyze(
        CheckpointEvaluation evaluation, AnalysisSource? source, MeasureSet? measures, bool verdictAlone)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var (notes, set) = (new Notes(), measures ?? MeasureSet.Default);
        var model = evaluation.Pairs.Activations.Model;
        notes.Add("architecture", Missing.Model(evaluation.Pairs));
        var view = evaluation.Cyclic;
        notes.Add(
            "fourier", view is null ? $"{evaluation.Operation.Description} is no addition modulo n, not even in disguise" : null);
        var group = evaluation.View<RepresentationView>();
        notes.Add("explanation", view is not null ? Missing.Model(view.Pairs)
            : "what is explained is addition modulo n" + (group is null ? "" : "; of a group see groups.explanation"));
        notes.Add("circuits", view is null ? "frequencies are defined for addition modulo n" : Missing.Model(view.Pairs));
        notes.Add(
            "groups",
            group is not null
                ? null : view is null ? $"{evaluation.Operation.Description} is no product of a group, not even in disguise"
            : "an addition modulo n is told by frequencies");
        notes.Add("groups.verdict", group is null ? null : Missing.Alignments(group));
        return new Analysis
        {
            Source = source ?? new AnalysisSource(),
            Operation = AnalysisOperation.Of(evaluation.Operation),
            Architecture = model is null ? null : AnalysisArchitecture.Of(model.Architecture),
            Loss = Values(evaluation, notes, "loss"),
            Accuracy = Values(evaluation, notes, "accuracy"),
            General = AnalysisGeneral.Of(evaluation, notes),
            Fourier = view is null ? null : Fourier(view, notes, set),
            Progress = Progress(evaluation, notes, set),
            Ablations = view is null || verdictAlone ? [] : [.. Ablation.Table(view).Select(ablation => OfAblation(ablation))],
            Interventions =
                verdictAlone ? [] : [.. Intervention.All.Where(intervention => intervention.PairsOf(evaluation) is not null)
                .Select(intervention => OfIntervention(evaluation, intervention, notes))],
            Circuits = view is null || Missing.Model(view.Pairs) is not null ? null : AnalysisCircuits.Of(view),
            Explanation = verdictAlone ? null : evaluation.Explanation,
            Groups = group is null ? null : AnalysisGroups.Of(group),
            Notes = notes.Reasons,
        };
    }

    private static SplitValues Values(CheckpointEvaluation evaluation, Notes notes, string section)
    {
        return new SplitValues(
            Take(SplitPart.Train), Take(SplitPart.Test),
            Take(SplitPart.All)) { TestMirrorUnseen = Take(SplitPart.TestMirrorUnseen) };

        double? Take(SplitPart part)
        {
            if (Missing.Part(evaluation.Pairs, part) is { } reason)
            {
                notes.Add($"{section}.{part.Name()}", reason);
                return null;
            }
            var score = evaluation.Scores[part];
            return notes.Take($"{section}.{part.Name()}", MeasureValue.Of(section == "loss" ? score.Loss : score.Accuracy));
        }
    }

    private static AnalysisFourier Fourier(CyclicView view, Notes notes, MeasureSet set)
    {
        var (noModel, noMap, noNeurons) =
            (Missing.Model(view.Pairs), Missing.NeuronLogitMap(view.Pairs), Missing.Neurons(view.Pairs));
        notes.Add("fourier.embedding_power", noModel);
        notes.Add("fourier.embedding_circles", noModel);
        notes.Add("fourier.neuron_logit_power", noMap);
        notes.Add("fourier.neuron_clusters", noNeurons);
        notes.Add("fourier.neuron_logit_fit", noMap ?? noNeurons);
        notes.Add("fourier.attention_heads", view.Pairs.Activations.Pattern is null ? "the model has no attention" : null);
        var search = view.KeyFrequencySearch;
        return new AnalysisFourier
        {
            EmbeddingPower = view.EmbeddingSpectrum?.Power,
            NeuronLogitPower = view.NeuronLogitSpectrum?.Power,
            KeyFrequencies = view.KeyFrequencies,
            KeyFrequencyRules = new(search.Rule, search.AllNeurons, search.NeuronLogitMap, search.Embedding, search.Logits),
            NeuronClusters = view.Clusters?.Clusters
                .Select(cluster => new AnalysisCluster(cluster.Frequency, cluster.Neurons.Count, cluster.FractionExplained))
                .ToArray(),
            LogitFractionExplained = notes.Take("fourier.logit_fraction_explained",
                MeasureValue.Of(view.CosineFit.FractionExplained(view.KeyFrequencies))),
            LogitComponents = LogitSpectrum.Of(view).Largest(LogitComponents),
            NeuronLogitFit = NeuronLogitFit.Of(view),
            EmbeddingCircles = Circles(view),
            AttentionHeads = Heads(view),
        };
    }

    private static AnalysisCircle[]? Circles(CyclicView view) => view.W_E is { } embedding
        ? [.. view.KeyFrequencies.Where(view.Basis.HasSine)
            .Select(k => EmbeddingCircle.Of(view.Basis, embedding, k))
            .Select(circle => new AnalysisCircle(circle.Frequency, circle.Purity, circle.Roundness))]
        : null;

    private static AnalysisHead[]? Heads(CyclicView view)
    {
        var scores = HeadScore.Of(view);
        return AttentionMaps.Of(view.Pairs, view.N, view.N) is { } maps
            ? [.. Enumerable.Range(0, maps.Heads).Select(head =>
                new AnalysisHead(head, maps.Means(head), scores?[head].Frequency, scores?[head].FractionExplained))]
            : null;
    }

    private static AnalysisProgress Progress(CheckpointEvaluation evaluation, Notes notes, MeasureSet set)
    {
        var values = new Dictionary<string, double?>();
        foreach (var measure in set.For(evaluation.Operation).Where(measure => !Elsewhere.Contains(measure.Id)))
        {
            values[measure.Id] = notes.Take($"progress.{measure.Id}", measure.Of(evaluation));
        }
        var perFrequency = new Dictionary<string, IReadOnlyDictionary<int, double>?>();
        foreach (var measure in evaluation.Cyclic is null ? [] : set.PerFrequency)
        {
            perFrequency[measure.Id] = ByFrequency(evaluation.Cyclic!, measure, notes);
        }
        return new AnalysisProgress(values, perFrequency);
    }

    private static Dictionary<int, double>? ByFrequency(CyclicView view, FrequencyMeasure measure, Notes notes)
    {
        var values = new Dictionary<int, double>();
        foreach (var k in view.KeyFrequencies)
        {
            if (notes.Take($"progress.{measure.Id}", measure.Of(view, k)) is { } value)
            {
                values[k] = value;
            }
        }
        return values.Count > 0 || view.KeyFrequencies.Count == 0 ? values : null;
    }

    private static AnalysisAblation OfAblation(Ablation ablation) =>
        new(ablation.Frequencies, ablation.Kept, SplitValues.Losses(ablation.Scores), SplitValues.Accuracies(ablation.Scores));

    private static AnalysisIntervention OfIntervention(CheckpointEvaluation evaluation, Intervention intervention, Notes notes)
    {
        if (intervention.WhyNot(evaluation) is { } reason)
        {
            notes.Add($"interventions.{intervention.Id}", reason);
            return new AnalysisIntervention(intervention.Id, null, null);
        }
        var scores = intervention.Run(evaluation);
        return new AnalysisIntervention(intervention.Id, SplitValues.Losses(scores), SplitValues.Accuracies(scores));
    }
}

/// <summary>Collects the reasons of missing values while an analysis is put together.</summary>
internal sealed class Notes
{
    private readonly Dictionary<string, string> reasons = [];

    /// <summary>Path to reason.</summary>
    public IReadOnlyDictionary<string, string> Reasons => reasons;

    /// <summary>Notes a reason where there is one.</summary>
    public void Add(string path, string? reason)
    {
        if (reason is not null)
        {
            reasons[path] = reason;
        }
    }

    /// <summary>The value of a measure; its reason is noted where there is none.</summary>
    public double? Take(string path, MeasureValue value)
    {
        Add(path, value.Reason);
        return value.Value;
    }
}

/// <summary>Questions to a checkpoint, each in one line: <c>run.Final.Analyze()</c>.</summary>
public static class CheckpointExtensions
{
    /// <summary>The checkpoint under study: its network on all pairs, and the views of it that its operation allows.</summary>
    /// <param name="checkpoint">The checkpoint: of a run, or from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="keyFrequencies">Key frequencies to use, each 1..⌊n/2⌋; null to find them.</param>
    public static CheckpointEvaluation Evaluate(this ICheckpoint checkpoint, IReadOnlyList<int>? keyFrequencies = null) =>
        CheckpointEvaluation.Of(checkpoint, keyFrequencies);

    /// <summary>Explains a checkpoint: every measure, spectrum, ablation and intervention.</summary>
    /// <param name="checkpoint">The checkpoint: of a run, or from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="keyFrequencies">Key frequencies to use, each 1..⌊p/2⌋; null to find them.</param>
    /// <exception cref="ArgumentException">A key frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key frequency is out of range.</exception>
    public static Analysis Analyze(this ICheckpoint checkpoint, IReadOnlyList<int>? keyFrequencies = null) =>
        Analyzer.Analyze(CheckpointEvaluation.Of(checkpoint, keyFrequencies));
}
