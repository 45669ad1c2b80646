using static Grokking.Interp.SplitPart;

namespace Grokking.Interp;

/// <summary>The measures of networks that multiply in a group that is not cyclic.</summary>
internal static class GroupMeasures
{
    /// <summary>One number a checkpoint each.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new Measure<RepresentationView>(
            "group_restricted_loss", "loss of all pairs when only the key representations' functions of x·y are kept, in nats",
            view => view.LogitLosses.Restricted(view.KeyIrreps).Loss),
        new Measure<RepresentationView>(
            "group_restricted_accuracy",
            "share of all pairs answered right when only the key representations' functions of x·y are kept, 0 to 1",
            view => view.LogitLosses.Restricted(view.KeyIrreps).Accuracy),
        new Measure<RepresentationView>(
            "group_excluded_loss",
            "loss of the training pairs when the key representations' functions of x·y are removed, in nats",
            view => view.LogitLosses.Excluded(view.Pairs.Rows.Train!, view.KeyIrreps), view => Missing.Part(view.Pairs, Train)),
        new Measure<RepresentationView>(
            "hidden_restricted_loss",
            "loss of all pairs when the last neurons keep only the key representations' functions of x·y, in nats",
            view => view.HiddenLosses!.Restricted(view.KeyIrreps).Loss, view => Missing.NeuronLogitMap(view.Pairs)),
        new Measure<RepresentationView>(
            "hidden_excluded_loss",
            "loss of the training pairs when the last neurons lose the key representations' functions of x·y, in nats",
            view => view.HiddenLosses!.Excluded(view.Pairs.Rows.Train!, view.KeyIrreps),
            view => Missing.NeuronLogitMap(view.Pairs) ?? Missing.Part(view.Pairs, Train)),
        new Measure<RepresentationView>(
            "character_fraction_explained", "share of the logits' variance that characters of x·y·z⁻¹ explain, 0 to 1",
            view => view.Fit.FractionExplained),
        new Measure<RepresentationView>(
            "equivariant_share", "share of the logits' variance in a function of x⁻¹·z·y⁻¹ alone, 0 to 1",
            view => view.Equivariant.EnergyShare),
        new Measure<RepresentationView>(
            "equivariant_two_sided",
            "share of the pairs whose margin in that function exceeds every deviation of the other logits, 0 to 1",
            view => view.Equivariant.Alone.TwoSided),
        new Measure<RepresentationView>(
            "quotient_accuracy", "share of the test pairs answered right up to the commutator subgroup, 0 to 1",
            view => QuotientScore.OfCommutators(view.Group, view.Logits, view.Pairs.Rows.Test)!.Accuracy,
            view => Missing.Part(view.Pairs, Test)
                ?? (view.Group.CommutatorSubgroup.Index == 1 ? $"{view.Group.Name} is its own commutator subgroup" : null)),
        new Measure<RepresentationView>(
            "neuron_purity", "mean share of a neuron's inputs that its own representation has, by their energy, 0 to 1",
            view => view.NeuronIrreps!.Mean(neuron => view.NeuronIrreps.Shares[neuron]), Missing.Inputs),
        new Measure<RepresentationView>(
            "rank_one_share",
            "mean share of a neuron's coefficients that is of rank one, the lesser of x and y, by their energy, 0 to 1",
            view => OfAlignment(view, alignment => Math.Min(alignment.First, alignment.Second)), Missing.Alignments),
        new Measure<RepresentationView>(
            "neuron_alignment",
            "mean cosine between what a neuron writes and the product of what it reads, by their energy, −1 to 1",
            view => OfAlignment(view, alignment => alignment.Alignment), Missing.Alignments),
        new Measure<RepresentationView>(
            "coset_share", "share of the neurons, by their inputs' energy, that read x and y by cosets of a subgroup, 0 to 1",
            OfCosets, Missing.Cosets),
        new Measure<RepresentationView>(
            "sign_share", "share of the neurons, by their inputs' energy, that read no more than a sign of x and of y, 0 to 1",
            OfSigns, Missing.Inputs),
    ];

    /// <summary>One number for each key representation.</summary>
    public static IReadOnlyList<RepresentationMeasure> PerRepresentation { get; } =
    [
        new("logit_similarity_per_representation",
            "cosine between the logits and a representation's character of x·y·z⁻¹, −1 to 1",
            (view, irrep) => view.Fit.Similarities[view.Representations.IndexOf(irrep)]),
        new("embedding_share_per_representation", "share of a representation in what the embedding of x gives, 0 to 1",
            (view, irrep) => view.Representations.Shares(view.EmbeddingFirst!)[view.Representations.IndexOf(irrep)],
            view => Missing.Model(view.Pairs)),
        new("unembedding_share_per_representation", "share of a representation in what the neurons write to the answers, 0 to 1",
            (view, irrep) => view.Representations.Shares(view.W_L!)[view.Representations.IndexOf(irrep)],
            view => Missing.NeuronLogitMap(view.Pairs)),
        new("neuron_share_per_representation",
            "share of the neurons' variance in a representation's functions of x, of y and of x·y, 0 to 1",
            (view, irrep) => view.NeuronMeans!.Shares()[view.Representations.IndexOf(irrep)].Total,
            view => Missing.Neurons(view.Pairs)),
        new("excluded_loss_per_representation",
            "loss of the training pairs when one representation's functions of x·y are removed, in nats",
            (view, irrep) => view.LogitLosses.Excluded(view.Pairs.Rows.Train!, irrep), view => Missing.Part(view.Pairs, Train)),
    ];

    /// <summary>A mean over the neurons, by the energy of their inputs.</summary>
    internal static double OfAlignment(RepresentationView view, Func<NeuronAlignment, double> value)
    {
        var byNeuron = view.Alignments!.ToDictionary(alignment => alignment.Neuron);
        return view.NeuronIrreps!.Mean(neuron => value(byNeuron[neuron]));
    }

    /// <summary>The share of the neurons, by the energy of their inputs, that read x and y by cosets.</summary>
    internal static double OfCosets(RepresentationView view) =>
        Share(view, view.Cosets!.Neurons.Where(neuron => neuron.IsConstant).Select(neuron => neuron.Neuron));

    private static double OfSigns(RepresentationView view) => Share(
        view, SignNeuron.Of(view.Group, view.InputMeans!.ByFirst, view.InputMeans.BySecond).Select(neuron => neuron.Neuron));

    private static double Share(RepresentationView view, IEnumerable<int> neurons)
    {
        var among = neurons.ToHashSet();
        return view.NeuronIrreps!.Mean(neuron => among.Contains(neuron) ? 1 : 0);
    }
}
