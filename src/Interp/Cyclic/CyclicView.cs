using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// A network seen as one that adds modulo n: operands and answers go by their labels in Z_n, so that pair (i, j) has the answer
/// i + j. For a + b these are the numbers themselves; for a − b, a·b and a/b the operation says which. What lies outside the
/// group (zero, for a product) is left out. Everything that several measures share is computed once, on first use. The arrays and
/// matrices belong to the view and must not be changed. Not safe for concurrent use.
/// </summary>
public sealed class CyclicView
{
    private readonly IReadOnlyList<int>? given;

    /// <summary>The view of a network.</summary>
    /// <param name="all">The network on all pairs of the operation.</param>
    /// <param name="algebra">How the operation is addition.</param>
    /// <param name="keyFrequencies">Frequencies 1..⌊n/2⌋ that restricted and excluded logits use; null to find them here. For a
    /// timeline they are fixed from the final checkpoint.</param>
    /// <param name="allTriples">Whether gradient symmetricity takes all n³ triples whatever n is.</param>
    /// <exception cref="ArgumentException">A key frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key frequency is out of range.</exception>
    internal CyclicView(PairEvaluation all, Algebra.Cyclic algebra, IReadOnlyList<int>? keyFrequencies, bool allTriples)
    {
        Algebra = algebra;
        given = keyFrequencies is null ? null : [.. keyFrequencies.Order()];
        Require.That(
            given is null || given.Distinct().Count() == given.Count, "expected different frequencies.", nameof(keyFrequencies));
        foreach (var k in given ?? [])
        {
            Require.InRange(k, 1, N / 2, "key frequency");
        }
        AllTriples = allTriples;
        Pairs = algebra.IsPlain ? all : all.InOrder(algebra.Left, algebra.Right, algebra.Answer, (i, j) => (i + j) % N);
    }

    /// <summary>How the operation is addition, and what each label stands for.</summary>
    public Algebra.Cyclic Algebra { get; }

    /// <summary>Order n of the group: p for numbers modulo p.</summary>
    public int N => Algebra.Order;

    /// <summary>The network on the pairs of the group, (i, j) at i·n + j, its answers in the order of their labels.</summary>
    public PairEvaluation Pairs { get; }

    /// <summary>The Fourier basis of Z_n.</summary>
    public FourierBasis Basis => field ??= new FourierBasis(N);

    /// <summary>The directions cos and sin of ω_k·(a + b).</summary>
    public SumDirections Directions => field ??= new SumDirections(Basis);

    /// <summary>Logits of the answers, [n², n].</summary>
    public Matrix Logits => Pairs.Logits;

    /// <summary>Loss and accuracy over the n answers.</summary>
    public SplitScores Scores => Pairs.Scores;

    /// <summary>Sums of the logits over a, over b, along a + b and along a − b, with n classes.</summary>
    public PairMarginals LogitMarginals => field ??= PairMarginals.Of(Basis, Logits);

    /// <summary>Logits averaged over the pairs with a + b ≡ s, [n, n] by s and class.</summary>
    public Matrix LogitsBySum => field ??= Directions.MeanBySum(Logits);

    /// <summary>The fit of the logits by Σ_k α_k·cos(ω_k·(a + b − c)).</summary>
    public CosineFit CosineFit => field ??= new CosineFit(Basis, Logits, LogitsBySum);

    /// <summary>The key frequencies in use, and what each rule finds.</summary>
    public KeyFrequencySearch KeyFrequencySearch => field ??= KeyFrequencySearch.In(this, given);

    /// <summary>The key frequencies in use, ascending: the given, else those of <see cref="KeyFrequencySearch"/>.</summary>
    public IReadOnlyList<int> KeyFrequencies => given ?? KeyFrequencySearch.Chosen;

    /// <summary>The logits with key frequencies alone, and without them.</summary>
    public RestrictedExcludedLoss RestrictedExcluded => field ??= new RestrictedExcludedLoss(this);

    /// <summary>Sums of the last neurons over a, over b, along a + b and along a − b, with n = d_mlp; null without
    /// neurons.</summary>
    public PairMarginals? NeuronMarginals =>
        field ??= Pairs.Activations.NeuronsPost is { } post ? PairMarginals.Of(Basis, post) : null;

    /// <summary>The frequency of each neuron; null without neurons.</summary>
    public NeuronClusters? Clusters => field ??= NeuronMarginals is { } marginals ? NeuronClusters.Of(marginals) : null;

    /// <summary>The neurons that a frequency explains (see <see cref="NeuronClusters"/>), ascending; none without
    /// neurons.</summary>
    /// <param name="k">Frequency, 1..⌊n/2⌋.</param>
    public IReadOnlyList<int> NeuronsOf(int k) =>
        Clusters?.Clusters.FirstOrDefault(cluster => cluster.Frequency == k)?.Neurons ?? [];

    /// <summary>What the first layer of neurons receives in the plane of each frequency; null without neurons.</summary>
    public NeuronModes? NeuronModes => field ??= Modes(Pairs.FirstNeuronsPre);

    /// <summary>The same with attention frozen; null without attention or neurons.</summary>
    public NeuronModes? FrozenNeuronModes => field ??= Modes(Pairs.FrozenAttention?.FirstNeuronsPre);

    /// <summary>Embedding of the left operands by label, [n, d_model]; null without a model.</summary>
    public Matrix? W_E => field ??= Pairs.Activations.Model is { } model ? EffectiveWeights.Embedding(model, Algebra.Left) : null;

    /// <summary>Neuron-logit map W_out·W_U of the answers by label, transposed, [n, d_mlp] (W_U behind a linear layer); null
    /// without a model that has neurons. A final LayerNorm is not part of it.</summary>
    public Matrix? W_L =>
        field ??= Pairs.Activations.Model is { } model ? EffectiveWeights.NeuronLogitMap(model, Algebra.Answer) : null;

    /// <summary>Spectrum of <see cref="W_E"/>; null without a model.</summary>
    public FourierSpectrum? EmbeddingSpectrum => field ??= W_E is { } embedding ? new FourierSpectrum(Basis, embedding) : null;

    /// <summary>Spectrum of <see cref="W_L"/>; null without a model that has neurons.</summary>
    public FourierSpectrum? NeuronLogitSpectrum => field ??= W_L is { } map ? new FourierSpectrum(Basis, map) : null;

    /// <summary>Inverse participation ratio of each column of <see cref="W_E"/>, [d_model]; null without a model.</summary>
    public IReadOnlyList<double>? EmbeddingParticipation =>
        field ??= W_E is { } embedding ? ParticipationRatio.OfColumns(Basis, embedding) : null;

    /// <summary>Inverse participation ratio of each neuron as published by Doshi et al. (2024), [d_mlp]: the mean of those of its
    /// weights from the left operands, from the right ones, and to the answers. Where other layers stand between the embedding
    /// and the neurons, that of the weights to the answers alone. Null without a model that has neurons.</summary>
    public IReadOnlyList<double>? NeuronParticipation =>
        field ??= W_L is { } map ? Participation(ParticipationRatio.OfColumns(Basis, map)) : null;

    /// <summary>Whether <see cref="NeuronParticipation"/> has the weights from the operands in it.</summary>
    public bool NeuronsReadOperands => EffectiveWeights.ReadsOperands(Pairs.Model.Architecture);

    /// <summary>How alike the network treats its two operands; null where these go by different labels.</summary>
    /// <exception cref="InvalidOperationException">There are logits alone, without a model.</exception>
    public GradientSymmetricity? GradientSymmetricity => field ??= !Algebra.IsPlain ? null
        : AllTriples ? GradientSymmetricity.Exhaust(Pairs.Model, Pairs.Activations.Operation, Pairs.Activations.Format)
        : GradientSymmetricity.Of(Pairs.Model, Pairs.Activations.Operation, Pairs.Activations.Format);

    /// <summary>The tokens of the labels: of the left operands, and of the right ones where these have their own. Where both
    /// share tokens, their orders are the same or opposite, which makes no difference to a frequency's part of the
    /// embedding.</summary>
    internal IReadOnlyList<int>[] TokenTables =>
        Pairs.Activations.Format.SeparateVocabularies ? [Algebra.Left, RightTokens] : [Algebra.Left];

    /// <summary>All tokens, those of the left operands' labels first.</summary>
    internal IReadOnlyList<int> AllTokens =>
        [.. Algebra.Left, .. Enumerable.Range(0, Pairs.Model.Architecture.DVocab).Except(Algebra.Left)];

    private bool AllTriples { get; }

    private int[] RightTokens =>
        [.. Algebra.Right.Select(b => Pairs.Activations.Format.RightToken(Pairs.Activations.Operation, b))];

    private IReadOnlyList<double> Participation(IReadOnlyList<double> outputs) =>
        EffectiveWeights.NeuronInputs(Pairs.Model, Algebra.Left, RightTokens) is not var (u, v) ? outputs
            : [.. ParticipationRatio.OfColumns(Basis, u).Zip(ParticipationRatio.OfColumns(Basis, v), outputs)
            .Select(ratios => (ratios.First + ratios.Second + ratios.Third) / 3)];

    private NeuronModes? Modes(Tensor? neurons) => neurons is null ? null : new NeuronModes(PairMarginals.Of(Basis, neurons));
}
