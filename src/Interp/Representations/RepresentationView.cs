using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// A network seen as one that multiplies in a finite group: operands and answers go by their elements, so that pair (x, y) has
/// the answer x·y. What lies outside the group is left out. Everything that several measures share is computed once, on first
/// use. The arrays and matrices belong to the view and must not be changed. Not safe for concurrent use.
/// </summary>
public sealed class RepresentationView
{
    private readonly IReadOnlyList<int>? given;

    /// <summary>The view of a network.</summary>
    /// <param name="all">The network on all pairs of the operation.</param>
    /// <param name="algebra">How the operation is a group's product.</param>
    /// <param name="keys">Numbers of the key representations, from 1 in the list of all; null to find them. For a timeline they
    /// are fixed from the final checkpoint.</param>
    /// <exception cref="ArgumentException">A key representation is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key representation is out of range.</exception>
    internal RepresentationView(PairEvaluation all, Algebra.Group algebra, IReadOnlyList<int>? keys)
    {
        (Algebra, Representations) = (algebra, Representations.Of(algebra.Structure));
        given = keys is null ? null : [.. keys.Order()];
        Require.That(
            given is null || given.Distinct().Count() == given.Count, "expected different representations.", nameof(keys));
        foreach (var key in given ?? [])
        {
            Require.InRange(key, 1, Representations.Irreps.Count - 1, "key representation");
        }
        Pairs = algebra.IsPlain ? all : all.InOrder(algebra.Left, algebra.Right, algebra.Answer, Group.Product);
    }

    /// <summary>How the operation is a group's product, and what each element stands for.</summary>
    public Algebra.Group Algebra { get; }

    /// <summary>The group, of order n.</summary>
    public FiniteGroup Group => Algebra.Structure;

    /// <summary>Its representations.</summary>
    public Representations Representations { get; }

    /// <summary>The network on the pairs of the group, (x, y) at x·n + y, its answers in the order of the elements.</summary>
    public PairEvaluation Pairs { get; }

    /// <summary>Logits of the answers, [n², n].</summary>
    public PairRows Logits => field ??= new PairRows(Pairs.Logits);

    /// <summary>The fit of the logits by characters.</summary>
    public CharacterFit Fit => field ??= new CharacterFit(Representations, Logits);

    /// <summary>The key representations in use, in the order of the list: the given, else those whose characters the logits
    /// have.</summary>
    public IReadOnlyList<Irrep> KeyIrreps =>
        field ??= given is null ? Fit.KeyIrreps() : [.. given.Select(key => Representations.Irreps[key])];

    /// <summary>Their numbers in the list of all, from 1.</summary>
    public IReadOnlyList<int> KeyNumbers => given ?? [.. KeyIrreps.Select(Representations.IndexOf)];

    /// <summary>The losses of logits restricted to representations, and without them.</summary>
    public LogitLosses LogitLosses => field ??= new LogitLosses(Representations, Logits, Fit);

    /// <summary>The part of the logits that every pair shares.</summary>
    public EquivariantPart Equivariant => field ??= new EquivariantPart(Representations, Logits);

    /// <summary>The last neurons after their non-linearity, [n², d_mlp]; null without neurons.</summary>
    public PairRows? Neurons => field ??= Pairs.Activations.NeuronsPost is { } post ? new PairRows(Matrix.From(post)) : null;

    /// <summary>Their means over y, over x and over the pairs of each product; null without neurons.</summary>
    public PairMeans? NeuronMeans => field ??= Neurons is { } neurons ? new PairMeans(Representations, neurons) : null;

    /// <summary>The same before their non-linearity: what reaches each neuron from x and from y; null without neurons.</summary>
    public PairMeans? InputMeans =>
        field ??= Pairs.Activations.NeuronsPre is { } pre ? new PairMeans(Representations, new PairRows(pre)) : null;

    /// <summary>The representation of each neuron; null without neurons.</summary>
    public NeuronIrreps? NeuronIrreps => field ??=
        InputMeans is { } means ? new NeuronIrreps(Representations, means.ByFirst, means.BySecond) : null;

    /// <summary>How the weights of each neuron that has a representation are arranged in it; null without a neuron-logit
    /// map.</summary>
    public IReadOnlyList<NeuronAlignment>? Alignments => field ??= NeuronIrreps is { } irreps && W_L is { } map
        ? NeuronAlignment.Of(irreps, InputMeans!.ByFirst, InputMeans.BySecond, map) : null;

    /// <summary>The cosets on which what reaches each neuron is constant; null without neurons, or where the group has too many
    /// subgroups to list.</summary>
    public NeuronCosets? Cosets =>
        field ??= InputMeans is { } means && Subgroups is { } subgroups ? new NeuronCosets(subgroups, means) : null;

    /// <summary>The losses of neurons restricted to representations, and without them; null without a neuron-logit map.</summary>
    public HiddenLosses? HiddenLosses => field ??=
        NeuronMeans is { } means && W_L is { } map ? new HiddenLosses(means, Neurons!, map) : null;

    /// <summary>What the neurons write to the answers, [n, d_mlp]; null without a model that has neurons. A final LayerNorm is
    /// not part of it.</summary>
    public Matrix? W_L =>
        field ??= Pairs.Activations.Model is { } model ? EffectiveWeights.NeuronLogitMap(model, Algebra.Answer) : null;

    /// <summary>What the embedding of x gives to the neurons, [n, d_mlp], of a network that reads a pair of embeddings; else the
    /// embedding, [n, d_model]. Null without a model.</summary>
    public Matrix? EmbeddingFirst => field ??= Pairs.Activations.Model is { } model
        ? EffectiveWeights.TotalEmbedding(model, Algebra.Left, position: 0) : null;

    /// <summary>The same of y.</summary>
    public Matrix? EmbeddingSecond => field ??= Pairs.Activations.Model is { } model
        ? EffectiveWeights.TotalEmbedding(
            model, [.. Algebra.Right.Select(b => Pairs.Activations.Format.RightToken(Pairs.Activations.Operation, b))], 1)
        : null;

    /// <summary>All subgroups; null where there are too many to list.</summary>
    public IReadOnlyList<Subgroup>? Subgroups => field ??= Listed(Group);

    private static IReadOnlyList<Subgroup>? Listed(FiniteGroup group)
    {
        try
        {
            return group.Subgroups.All;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
