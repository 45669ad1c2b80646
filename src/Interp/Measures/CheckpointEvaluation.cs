using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// One checkpoint under study: its network on all pairs of its operation, and the views of it that the operation's structure
/// allows. Each thing is computed once, on first use. Not safe for concurrent use.
/// </summary>
public sealed class CheckpointEvaluation
{
    private readonly IReadOnlyList<int>? keyFrequencies;

    /// <summary>An evaluation of activations.</summary>
    /// <param name="activations">What the model computes on all pairs.</param>
    /// <param name="split">Which pairs it was trained on; null when not known.</param>
    /// <param name="keyFrequencies">Frequencies that restricted and excluded logits use, of another group the numbers of its
    /// representations, from 1; null to find them. For a timeline they are fixed from the final checkpoint. Without meaning where
    /// the operation is no group.</param>
    /// <exception cref="ArgumentException">The shapes do not fit the operation, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pair of the split is out of range.</exception>
    public CheckpointEvaluation(FullBatchActivations activations, Split? split = null, IReadOnlyList<int>? keyFrequencies = null)
    {
        ArgumentNullException.ThrowIfNull(activations);
        activations.Check();
        Operation = activations.Operation;
        foreach (var pair in split is null ? [] : split.Train.Concat(split.Test))
        {
            Require.InRange(pair, 0, (Operation.Left * Operation.Right) - 1, nameof(split));
        }
        Split = split;
        this.keyFrequencies = keyFrequencies;
        int[] labels = [.. Operation.Pairs.Select(pair => Operation.Answer(pair / Operation.Right, pair % Operation.Right))];
        Pairs = new PairEvaluation(
            activations, SplitRows.Of(split, Operation), labels, Operation.Answers, taught: TaughtBy(split, labels));
    }

    private int[]? TaughtBy(Split? split, int[] labels)
    {
        if (split is not { Taught: { Count: > 0 } answers })
        {
            return null;
        }
        var taught = (int[])labels.Clone();
        for (var i = 0; i < answers.Count; i++)
        {
            taught[Operation.RowOf(split.Train[i])] = Require.InRange(answers[i], 0, Operation.Answers - 1, nameof(split));
        }
        return taught;
    }

    /// <summary>A checkpoint under study: its network run on all pairs.</summary>
    /// <param name="checkpoint">The checkpoint: of a run, or from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="keyFrequencies">As in the constructor.</param>
    public static CheckpointEvaluation Of(ICheckpoint checkpoint, IReadOnlyList<int>? keyFrequencies = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new(
            FullBatchActivations.Of(checkpoint.Model, checkpoint.Operation, checkpoint.Format, checkpoint.Loss), checkpoint.Split,
            keyFrequencies);
    }

    /// <summary>The operation.</summary>
    public BinaryOperation Operation { get; }

    /// <summary>Which pairs the model was trained on; null when not known.</summary>
    public Split? Split { get; }

    /// <summary>The network on all pairs, in the operation's order.</summary>
    public PairEvaluation Pairs { get; }

    /// <summary>The network as one that adds modulo n; null where the operation is no such addition, not even in
    /// disguise.</summary>
    /// <exception cref="ArgumentException">A key frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key frequency is out of range.</exception>
    public CyclicView? Cyclic => field ??=
        Operation.Algebra is Algebra.Cyclic algebra ? new CyclicView(Pairs, algebra, keyFrequencies, AllTriples) : null;

    /// <summary>The network as one that multiplies in a finite group, an addition modulo n among them; null where the operation
    /// is no group, not even in disguise.</summary>
    /// <exception cref="ArgumentException">A key representation is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key representation is out of range.</exception>
    public RepresentationView? Representations => field ??= Operation.Algebra switch
    {
        Algebra.Group group => new RepresentationView(Pairs, group, keyFrequencies),
        Algebra.Cyclic(var n, var left, var right, var answer, _) =>
            new RepresentationView(Pairs, new Algebra.Group(FiniteGroups.Cyclic(n), left, right, answer), keys: null),
        _ => null,
    };

    /// <summary>
    /// Whether gradient symmetricity takes all p³ triples whatever p is: about 9 s at p = 113. Default false: all up to
    /// <see cref="GradientSymmetricity.LargestExhaustiveP"/>, the published sample above.
    /// </summary>
    public bool AllTriples { get; init; }

    /// <summary>What the network answers to every pair, beside what is right.</summary>
    public AnswerTable Answers => field ??= new AnswerTable(Pairs);

    /// <summary>Embedding of the left operands, [left, d_model]; null without a model.</summary>
    public Matrix? Embedding => field ??= Pairs.Activations.Model is { } model
        ? EffectiveWeights.Embedding(model, [.. Enumerable.Range(0, Operation.Left)]) : null;

    /// <summary>The output layer of the answers, W_U transposed, [answers, d_model]; null without a model.</summary>
    public Matrix? OutputLayer => field ??= Pairs.Activations.Model is { } model
        ? EffectiveWeights.Unembedding(model, [.. Enumerable.Range(0, Operation.Answers)]) : null;

    /// <summary>Variance of each neuron of the last layer over the pairs, [d_mlp]; null without neurons.</summary>
    public IReadOnlyList<double>? NeuronVariances =>
        field ??= Pairs.Activations.NeuronsPost is { } post ? Matrix.From(post).ColumnVariances() : null;

    /// <summary>Loss and accuracy over the answers.</summary>
    public SplitScores Scores => Pairs.Scores;

    /// <inheritdoc cref="PairEvaluation.Score(IReadOnlyList{Hook})"/>
    public SplitScores Score(params IReadOnlyList<Hook> hooks) => Pairs.Score(hooks);

    /// <summary>The network under each of several interventions: what comes before the first layer that any of them sees is
    /// computed once for all.</summary>
    /// <param name="interventions">The hooks of each.</param>
    /// <param name="positions">Which positions of the last block exist: with <see cref="Positions.ReadOut"/> its hooks see one,
    /// and the network does a third of the work there.</param>
    /// <param name="cancellation">Looked at before the first and after each.</param>
    /// <returns>Its loss and accuracy under each, in order.</returns>
    /// <exception cref="ArgumentException">The network has no hook point of a given name.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<SplitScores> ScoreEach(
        IEnumerable<Hook> interventions, Positions positions = Positions.All, CancellationToken cancellation = default) =>
        Pairs.ScoreEach(interventions, positions, cancellation);

    /// <summary>The network explained by the structure of its operation; null where none is known that is explained, and for
    /// logits without a model. A second at p = 113.</summary>
    public Explanation? Explanation =>
        field ??= Cyclic is { Pairs.Activations.Model: not null } view ? Interp.Explanation.Of(view) : null;

    /// <summary>The view of a type; null where the operation does not offer it. Of an addition modulo n that is the one by
    /// frequencies alone, which says the same.</summary>
    /// <typeparam name="TView"><see cref="CheckpointEvaluation"/> itself, which is always there, <see cref="CyclicView"/> or
    /// <see cref="RepresentationView"/>.</typeparam>
    public TView? View<TView>()
        where TView : class => !Offers<TView>(Operation) ? null
            : this as TView ?? (typeof(TView) == typeof(CyclicView) ? Cyclic as TView : Representations as TView);

    /// <summary>Whether networks of an operation have a view of a type.</summary>
    internal static bool Offers<TView>(BinaryOperation operation) => typeof(TView) == typeof(CheckpointEvaluation)
        || (typeof(TView) == typeof(CyclicView) && operation.Algebra is Algebra.Cyclic)
        || (typeof(TView) == typeof(RepresentationView) && operation.Algebra is Algebra.Group);
}
