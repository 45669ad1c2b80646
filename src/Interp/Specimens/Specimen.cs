using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// One checkpoint under study: what its model computes, and all that several measures share, each computed once on first
/// use. The arrays and matrices belong to the specimen and must not be changed. Not safe for concurrent use.
/// </summary>
public sealed class Specimen
{
    private readonly IReadOnlyList<int>? given;

    /// <summary>A specimen from a recording.</summary>
    /// <param name="recording">What the model computes on all pairs.</param>
    /// <param name="split">Which pairs it was trained on; null when not known.</param>
    /// <param name="keyFrequencies">Frequencies 1..⌊p/2⌋ that restricted and excluded logits use; null to find them here. For
    /// a timeline they are fixed from the final checkpoint.</param>
    /// <exception cref="ArgumentException">The recording's shapes do not fit its task, a value is not finite, or a key
    /// frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pair or a key frequency is out of range.</exception>
    public Specimen(Recording recording, Split? split = null, IReadOnlyList<int>? keyFrequencies = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        Recording = recording;
        Split = split;
        given = keyFrequencies is null ? null : [.. keyFrequencies.Order()];
        SpecimenCheck.Recording(recording);
        SpecimenCheck.Split(split, Task);
        SpecimenCheck.Frequencies(given, P);
    }

    /// <summary>A checkpoint under study: its network run on all pairs.</summary>
    /// <param name="checkpoint">The checkpoint: of a run, or from <see cref="CheckpointReader.Open"/>.</param>
    /// <param name="keyFrequencies">As in the constructor.</param>
    /// <exception cref="ArgumentException">A key frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key frequency is out of range.</exception>
    public static Specimen Of(ICheckpoint checkpoint, IReadOnlyList<int>? keyFrequencies = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return new Specimen(Recording.Of(checkpoint.Model, checkpoint.Task, checkpoint.Format), checkpoint.Split, keyFrequencies);
    }

    /// <summary>What the model computes on all pairs.</summary>
    public Recording Recording { get; }

    /// <summary>Which pairs the model was trained on; null when not known.</summary>
    public Split? Split { get; }

    /// <summary>The task.</summary>
    public ModularTask Task => Recording.Task;

    /// <summary>The modulus p.</summary>
    public int P => Task.P;

    /// <summary>The Fourier basis of Z_p.</summary>
    public FourierBasis Basis => field ??= new FourierBasis(P);

    /// <summary>The directions cos and sin of ω_k·(a + b).</summary>
    public SumDirections Directions => field ??= new SumDirections(Basis);

    /// <summary>Logits of the p answers, [p², p]: other classes, such as "=", are left out of the analysis.</summary>
    public Matrix Logits => field ??= Recording.Logits.Top(P * P, P);

    /// <summary>The answer of each pair, [p²].</summary>
    public IReadOnlyList<int> Labels => LabelArray;

    /// <summary>Loss and accuracy over the p answers.</summary>
    public PairScores Scores => field ??= Scorer.Score(static (_, _) => { });

    /// <summary>Loss and accuracy over all classes, "=" included: the loss that training minimises.</summary>
    public PairScores AllClassScores => field ??= Recording.Logits.Columns == P
        ? Scores
        : new LogitScorer(Recording.Logits, LabelArray, Split).Score(static (_, _) => { });

    /// <summary>Sums of the logits over a, over b, along a + b and along a − b, with n = p classes.</summary>
    public PairMarginals LogitMarginals => field ??= PairMarginals.Of(Basis, Logits);

    /// <summary>Logits averaged over the pairs with a + b ≡ s, [p, p] by s and class.</summary>
    public Matrix LogitsBySum => field ??= Directions.MeanBySum(Logits);

    /// <summary>The fit of the logits by Σ_k α_k·cos(ω_k·(a + b − c)).</summary>
    public CosineFit CosineFit => field ??= new CosineFit(this);

    /// <summary>The key frequencies in use, and what each rule finds.</summary>
    public KeyFrequencySearch KeyFrequencySearch => field ??= KeyFrequencySearch.In(this, given);

    /// <summary>The key frequencies in use, ascending: the given, else those of <see cref="KeyFrequencySearch"/>.</summary>
    public IReadOnlyList<int> KeyFrequencies => given ?? KeyFrequencySearch.Chosen;

    /// <summary>Scores of the logits restricted to the key frequencies.</summary>
    public PairScores RestrictedScores => field ??= SumExperiments.Restricted(this);

    /// <summary>Scores of the logits without the key frequencies.</summary>
    public PairScores ExcludedScores => field ??= SumExperiments.Excluded(this, KeyFrequencies);

    /// <summary>Training loss in nats without one frequency's functions of a + b, [⌊p/2⌋]; entry k − 1 belongs to k.</summary>
    /// <exception cref="InvalidOperationException">No split is known.</exception>
    public IReadOnlyList<double> ExcludedLosses => field ??= SingleExclusions.Losses(this);

    /// <summary>Neurons after the non-linearity in double, [p², d_mlp]; null without neurons. As large as all else together: no measure
    /// needs it.</summary>
    public Matrix? Neurons => field ??= Recording.NeuronsPost is { } post ? Matrix.From(post) : null;

    /// <summary>Sums of the neurons over a, over b, along a + b and along a − b, with n = d_mlp; null without neurons.</summary>
    public PairMarginals? NeuronMarginals => field ??= Recording.NeuronsPost is { } post ? PairMarginals.Of(Basis, post) : null;

    /// <summary>The frequency of each neuron; null without neurons.</summary>
    public NeuronClusters? Clusters => field ??= NeuronMarginals is { } marginals ? NeuronClusters.Of(marginals) : null;

    /// <summary>The first layer of neurons before its non-linearity, at the last position, [p², d_mlp]; null without neurons.</summary>
    public Tensor? FirstNeuronsPre => field ??= FirstNeurons.Of(Recording);

    /// <summary>What the first layer of neurons receives in the plane of each frequency; null without neurons.</summary>
    public NeuronModes? NeuronModes => field ??= FirstNeuronsPre is { } pre ? new NeuronModes(PairMarginals.Of(Basis, pre)) : null;

    /// <summary>The network with attention frozen to its mean over all pairs; null without a model that has attention.</summary>
    public FrozenAttention? FrozenAttention => field ??= FrozenAttention.Of(this);

    /// <summary>Embedding of the numbers, [p, d_model], without "=" and without b's own tokens; null without a model.</summary>
    public Matrix? W_E => field ??= SpecimenWeights.Embedding(Recording);

    /// <summary>Neuron-logit map W_out·W_U over the p answers, transposed, [p, d_mlp] (W_U behind a linear layer); null without a
    /// model that has neurons. A final LayerNorm is not part of it.</summary>
    public Matrix? W_L => field ??= SpecimenWeights.NeuronLogitMap(Recording);

    /// <summary>Spectrum of <see cref="W_E"/> over the numbers; null without a model.</summary>
    public FourierSpectrum? EmbeddingSpectrum => field ??= W_E is { } embedding ? new FourierSpectrum(Basis, embedding) : null;

    /// <summary>Spectrum of <see cref="W_L"/> over the answers; null without a model that has neurons.</summary>
    public FourierSpectrum? NeuronLogitSpectrum => field ??= W_L is { } map ? new FourierSpectrum(Basis, map) : null;

    /// <summary>Runs the network on all pairs once more, with hooks that change it on the way: an ablation of one's own.</summary>
    /// <param name="hooks">Those of one name run in the order given.</param>
    /// <returns>Loss and accuracy over the p answers, on training, test and all pairs.</returns>
    /// <exception cref="ArgumentException">The network has no hook point of a given name.</exception>
    /// <exception cref="InvalidOperationException">The specimen has logits alone, without a model.</exception>
    public PairScores Score(params IReadOnlyList<Hook> hooks) => Score(hooks, Positions.All);

    /// <summary>As <see cref="Score(IReadOnlyList{Hook})"/>, choosing which positions of the last block exist.</summary>
    /// <inheritdoc cref="Score(IReadOnlyList{Hook})"/>
    public PairScores Score(IReadOnlyList<Hook> hooks, Positions positions)
    {
        var model = Recording.Model ?? throw new InvalidOperationException("expected a specimen with a model to hook, got logits alone.");
        return LogitScorer.Score(model.Run(Examples.All(Task, Recording.Format), hooks, positions), P, LabelArray, Split);
    }

    /// <summary>Scores the logits after edits.</summary>
    internal LogitScorer Scorer => field ??= new LogitScorer(Logits, LabelArray, Split);

    /// <summary>The answer of each pair, [p²].</summary>
    internal int[] LabelArray => field ??= [.. Enumerable.Range(0, P * P).Select(pair => Task.Answer(pair / P, pair % P))];

    /// <summary>The pairs of a set; null when no split is known.</summary>
    internal IReadOnlyList<int>? PairsOf(PairSet pairs) => pairs switch
    {
        PairSet.Train => Split?.Train,
        PairSet.Test => Split?.Test,
        _ => [.. Enumerable.Range(0, P * P)],
    };
}
