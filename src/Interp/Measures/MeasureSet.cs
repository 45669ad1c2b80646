using Grokking.Training;
using static Grokking.Interp.SplitPart;

namespace Grokking.Interp;

/// <summary>The measures of timelines and of analysis.json, in the order of their columns. A set of one's own is
/// <c>MeasureSet.Default.With(mine)</c>.</summary>
/// <param name="Measures">One number a checkpoint each.</param>
/// <param name="PerFrequency">One number for each key frequency.</param>
public sealed record MeasureSet(IReadOnlyList<Measure> Measures, IReadOnlyList<FrequencyMeasure> PerFrequency)
{
    /// <summary>The built-in measures.</summary>
    public static MeasureSet Default { get; } = new(
        [
            Loss(Train), Loss(Test), Loss(All), Accuracy(Train), Accuracy(Test), Accuracy(All),
            LossOverAllClasses(Train), LossOverAllClasses(Test),
            RestrictedLoss("restricted_loss", All), RestrictedLoss("restricted_loss_train", Train),
            RestrictedLoss("restricted_loss_test", Test),
            new Measure<CyclicView>(
                "restricted_accuracy",
                "share of all pairs answered right when only the key frequencies' functions of a + b are kept, 0 to 1",
                view => view.RestrictedExcluded.Restricted.All.Accuracy),
            ExcludedLoss("excluded_loss", Train), ExcludedLoss("excluded_loss_test", Test),
            ExcludedLoss("excluded_loss_all", All),
            new Measure<CyclicView>(
                "excluded_loss_maximum", "largest training loss when any one frequency's functions of a + b are removed, in nats",
                view => view.RestrictedExcluded.ExcludedLosses.Max(), view => Missing.Part(view.Pairs, Train)),
            new Measure<CyclicView>(
                "excluded_loss_cosine", "training loss when the key frequencies' fitted cos(ω(a + b − c)) are removed, in nats",
                view => view.RestrictedExcluded.ExcludedCosineLoss(view.Pairs.Rows.Train!),
                view => Missing.Part(view.Pairs, Train)),
            new Measure<CyclicView>(
                "trig_loss",
                "loss when the logits are replaced by their fit with the key frequencies' cos(ω(a + b − c)), in nats",
                view => view.CosineFit.Loss(view.KeyFrequencies, view.Pairs.Loss)),
            new Measure<CyclicView>(
                "logit_fraction_explained",
                "share of the logits' variance explained by the key frequencies' cos(ω(a + b − c)), 0 to 1",
                view => view.CosineFit.FractionExplained(view.KeyFrequencies)),
            new Measure<CyclicView>(
                "gini_embed", "Gini coefficient of the embedding's Fourier components: 0 all equally long, near 1 few carry all",
                view => view.EmbeddingSpectrum!.Sparsity, view => Missing.Model(view.Pairs)),
            new Measure<CyclicView>(
                "gini_neuron_logit",
                "Gini coefficient of the neuron-logit map's Fourier components: 0 all equally long, near 1 few carry all",
                view => view.NeuronLogitSpectrum!.Sparsity, view => Missing.NeuronLogitMap(view.Pairs)),
            new Measure<CheckpointEvaluation>(
                "sum_squared_weights", "sum of the squares of all weights, 0 or more",
                evaluation => evaluation.Pairs.Model.Weights.SumOfSquares(), evaluation => Missing.Model(evaluation.Pairs)),
            new Measure<CyclicView>(
                "neurons_explained", "number of neurons of which one frequency explains 85 % of the variance, 0 to d_mlp",
                view => view.Clusters!.Explained.Count(), view => Missing.Neurons(view.Pairs)),
            new Measure<CyclicView>(
                "neuron_fraction_explained", "mean share of a neuron's variance that its best frequency explains, 0 to 1",
                view => view.Clusters!.FractionsExplained.Sum() / view.Clusters.Alive,
                view => Missing.Neurons(view.Pairs) ?? (view.Clusters!.Alive == 0 ? "no neuron varies over the pairs" : null)),
            new Measure<CyclicView>(
                "second_order_fraction",
                "share of the first neurons' variance before the non-linearity in functions of a + b, 0 to 1",
                view => view.NeuronModes!.SecondOrderFraction, Missing.FirstNeurons),
            new Measure<CheckpointEvaluation>(
                "attention_frozen_loss", "loss of all pairs with attention frozen to its mean over all pairs, in nats",
                evaluation => evaluation.Pairs.FrozenAttention!.Scores.All.Loss,
                evaluation => Missing.Attention(evaluation.Pairs)),
            new Measure<CheckpointEvaluation>(
                "attention_frozen_accuracy", "accuracy over all pairs with attention frozen to its mean over all pairs, 0 to 1",
                evaluation => evaluation.Pairs.FrozenAttention!.Scores.All.Accuracy,
                evaluation => Missing.Attention(evaluation.Pairs)),
            Loss(TestMirrorUnseen), Accuracy(TestMirrorUnseen),
            new Measure<CheckpointEvaluation>(
                "symmetric_answers", "share of the pairs (a, b) that the network answers like their mirror (b, a), 0 to 1",
                evaluation => evaluation.Answers.SymmetricAnswers!.Value, Missing.Mirror),
            new Measure<CheckpointEvaluation>(
                "effective_rank_embed",
                "effective rank of the left operands' embedding, 1 (one direction carries all) to d_model",
                evaluation => MatrixStatistics.EffectiveRankOf(evaluation.Embedding!),
                evaluation => Missing.Model(evaluation.Pairs)),
            new Measure<CheckpointEvaluation>(
                "effective_rank_unembed", "effective rank of the answers' output layer, 1 (one direction carries all) to d_model",
                evaluation => MatrixStatistics.EffectiveRankOf(evaluation.OutputLayer!),
                evaluation => Missing.Model(evaluation.Pairs)),
            new Measure<CheckpointEvaluation>(
                "gini_neurons",
                "Gini coefficient of the neurons' variances over all pairs: 0 all vary alike, near 1 few carry all",
                evaluation => Gini.Of(evaluation.NeuronVariances!), evaluation => Missing.Neurons(evaluation.Pairs)),
            new Measure<CyclicView>(
                "ipr_embed",
                "mean inverse participation ratio of the embedding's columns: 1 single frequencies, 1/(⌊p/2⌋ + 1) all alike",
                view => view.EmbeddingParticipation!.Average(), view => Missing.Model(view.Pairs)),
            new Measure<CyclicView>(
                "ipr_neurons",
                "mean inverse participation ratio of the neurons' weights from a, from b and to the answers, 0 to 1; to the "
                    + "answers alone behind other layers",
                view => view.NeuronParticipation!.Average(), view => Missing.NeuronLogitMap(view.Pairs)),
            new Measure<CyclicView>(
                "ideal_two_sided",
                "share of all pairs on which the network that keeps one frequency a neuron deviates by less than its margin, 0 "
                    + "to 1",
                view => IdealNetwork.Of(view)!.Judged().Logits.TwoSided,
                view => Missing.Model(view.Pairs) ?? Missing.Neurons(view.Pairs)),
            Equivariance(
                "equivariant_share_mirror_unseen",
                "share of the test_mirror_unseen pairs' logits in S(e), a function of c − a − b, 0 to 1",
                ladder => ladder.EquivariantShare),
            Equivariance(
                "equivariant_margin_mirror_unseen",
                "S(0) less the largest other S(e) over the test_mirror_unseen pairs, in logits: above 0 where S(e) is right",
                ladder => ladder.Margin),
            .. GroupMeasures.All,
        ],
        [
            new FrequencyMeasure(
                "excluded_loss_per_frequency", "training loss when one frequency's functions of a + b are removed, in nats",
                (view, k) => view.RestrictedExcluded.ExcludedLosses[k - 1], (view, _) => Missing.Part(view.Pairs, Train)),
            new FrequencyMeasure(
                "cosine_amplitude_per_frequency", "amplitude of cos(ω(a + b − c)) in the logits, in units of logits",
                (view, k) => view.CosineFit.Amplitudes[k - 1]),
            new FrequencyMeasure(
                "second_order_fraction_per_frequency",
                "share of the variance of one frequency's first neurons, before the non-linearity, in its functions of a + b, 0 "
                    + "to 1",
                (view, k) => view.NeuronModes!.SecondOrder(k)!.Value,
                (view, k) =>
                    Missing.FirstNeurons(view)
                        ?? (view.NeuronModes!.SecondOrder(k) is null ? "no neuron has the frequency" : null)),
            new FrequencyMeasure(
                "phase_correlation_per_frequency",
                "how alike the phases of a and b are among one frequency's first neurons, 0 (torus) to 1 (disc)",
                (view, k) => Phases(view, k)!.Value.Magnitude,
                (view, k) =>
                    Missing.FirstNeurons(view)
                        ?? (Phases(view, k) is null ? "no neuron has the frequency from both a and b" : null)),
        ])
    {
        PerRepresentation = GroupMeasures.PerRepresentation,
    };

    /// <summary>One number for each key representation of a group that is not cyclic.</summary>
    public IReadOnlyList<RepresentationMeasure> PerRepresentation { get; init; } = [];

    /// <summary>This set with measures of one's own behind it.</summary>
    /// <exception cref="ArgumentException">An id is taken.</exception>
    public MeasureSet With(params IReadOnlyList<Measure> measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        var twice = Measures.Select(measure => measure.Id).Concat(PerFrequency.Select(measure => measure.Id))
            .Intersect(measures.Select(measure => measure.Id)).FirstOrDefault();
        Require.That(twice is null, $"measure '{twice}' is there already.", nameof(measures));
        return this with { Measures = [.. Measures, .. measures] };
    }

    /// <summary>The measures that are defined for an operation.</summary>
    public IReadOnlyList<Measure> For(BinaryOperation operation) => [.. Measures.Where(measure => measure.IsFor(operation))];

    /// <summary>The columns of an operation's timeline: the id of each measure that it has, then those of each key frequency or
    /// key representation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="keys">The key frequencies, or the numbers of the key representations.</param>
    public IReadOnlyList<string> Columns(BinaryOperation operation, IReadOnlyList<int> keys)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(keys);
        var ids = For(operation).Select(measure => measure.Id);
        return operation.Algebra switch
        {
            Algebra.Cyclic => [.. ids, .. PerFrequency.SelectMany(measure => keys.Order().Select(measure.Column))],
            Algebra.Group(var structure, _, _, _) => [.. ids, .. from measure in PerRepresentation
                                                             from key in keys.Order()
                                                             select measure.Column(Representations.Of(structure).Irreps[key])],
            _ => [.. ids],
        };
    }

    /// <summary>The measure of an id.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest.</exception>
    public Measure this[string id] => Measures.FirstOrDefault(measure => measure.Id == id)
        ?? throw new ArgumentException(
            $"measure '{id}' is unknown.{Suggest.Among(id, Measures.Select(measure => measure.Id))}", nameof(id));

    // What training logs as train_loss is over all classes, "=" among them: what is over the answers alone has a name of its own.
    private static string LossId(SplitPart part) => $"{part.Name()}_loss_answers";

    private static Measure<CheckpointEvaluation> Loss(SplitPart part) => new(
        LossId(part), $"mean cross-entropy of {part.Words()} over the answers, in nats",
        evaluation => evaluation.Scores[part].Loss, evaluation => Missing.Part(evaluation.Pairs, part));

    private static Measure<CheckpointEvaluation> Accuracy(SplitPart part) => new(
        $"{part.Name()}_accuracy", $"share of {part.Words()} answered right among the answers, 0 to 1",
        evaluation => evaluation.Scores[part].Accuracy, evaluation => Missing.Part(evaluation.Pairs, part));

    private static Measure<CheckpointEvaluation> LossOverAllClasses(SplitPart part) => new(
        $"{part.Name()}_loss_all_classes",
        $"mean cross-entropy of {part.Words()} over all classes, in nats, as training minimises it and metrics.csv has it",
        evaluation => evaluation.Pairs.AllClassScores[part].Loss, evaluation => Missing.Part(evaluation.Pairs, part));

    private static Measure<CyclicView> RestrictedLoss(string id, SplitPart part) => new(
        id, $"loss of {part.Words()} when only the key frequencies' functions of a + b are kept, in nats",
        view => view.RestrictedExcluded.Restricted[part].Loss, view => Missing.Part(view.Pairs, part));

    private static Measure<CyclicView> ExcludedLoss(string id, SplitPart part) => new(
        id, $"loss of {part.Words()} when the key frequencies' functions of a + b are removed, in nats",
        view => view.RestrictedExcluded.Excluded[part].Loss, view => Missing.Part(view.Pairs, part));

    private static Measure<CyclicView> Equivariance(string id, string text, Func<EquivariantLadder, double> value) => new(
        id, text, view => value(new EquivariantLadder(view, view.Pairs.Rows.TestMirrorUnseen)),
        view => Missing.Part(view.Pairs, TestMirrorUnseen));

    private static System.Numerics.Complex? Phases(CyclicView view, int k) =>
        view.NeuronModes!.PhaseCorrelation(k, view.NeuronModes.Cluster(k));
}
