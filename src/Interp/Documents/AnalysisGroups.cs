using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The groups section of analysis.json: a network that multiplies in a group, by representations and cosets.</summary>
public sealed record AnalysisGroups
{
    /// <summary>What the group is called.</summary>
    public required string Group { get; init; }

    /// <summary>Number of its elements.</summary>
    public required int Order { get; init; }

    /// <summary>Number of its classes of conjugate elements.</summary>
    public required int Classes { get; init; }

    /// <summary>By what the network multiplies; null without a model that has neurons.</summary>
    public GroupKind? Verdict { get; init; }

    /// <summary>The numbers that led to the verdict, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the better of one representation and cosets for each neuron explains the network, rung by rung; null
    /// without a model that has neurons.</summary>
    public GroupExplanation? Explanation { get; init; }

    /// <summary>The key representations by name.</summary>
    public IReadOnlyList<string> KeyRepresentations { get; init; } = [];

    /// <summary>Share of the logits' variance that characters of x·y·z⁻¹ explain, 0 to 1.</summary>
    public double CharacterFractionExplained { get; init; }

    /// <summary>All representations but the trivial one.</summary>
    public IReadOnlyList<AnalysisIrrep> Representations { get; init; } = [];

    /// <summary>Accuracy over all pairs without any key representation in the logits, 0 to 1; null for none.</summary>
    public double? AccuracyWithoutKeys { get; init; }

    /// <summary>The control: the same without one that is not key for each; null where there are too few.</summary>
    public double? AccuracyWithoutControls { get; init; }

    /// <summary>The network with ideals in the place of its neurons' inputs, and with their controls; null without
    /// neurons.</summary>
    public IReadOnlyList<AnalysisIdeal>? Ideals { get; init; }

    /// <summary>The neurons of half of the key representations from one pair and all others from another, half drawn anew each
    /// time; null for fewer than two that have some.</summary>
    public ClusterInterchange? InterchangeHalves { get; init; }

    /// <summary>The part of the logits that every pair shares, over all pairs.</summary>
    public required AnalysisEquivariance Equivariance { get; init; }

    /// <summary>The same over the test pairs alone; null where they are not known.</summary>
    public AnalysisEquivariance? EquivarianceTest { get; init; }

    /// <summary>Accuracy up to each normal subgroup, on the test pairs where they are known.</summary>
    public IReadOnlyList<AnalysisQuotient> Quotients { get; init; } = [];

    /// <summary>Subgroups on whose cosets neurons are constant, by x; null without neurons.</summary>
    public IReadOnlyList<AnalysisCosets>? Cosets { get; init; }

    /// <summary>Neurons that read no more than a sign of x and y; null without neurons.</summary>
    public IReadOnlyList<int>? SignNeurons { get; init; }

    /// <summary>The section of a view.</summary>
    public static AnalysisGroups Of(RepresentationView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var hasNeurons = Missing.Alignments(view) is null;
        var evidence = hasNeurons ? GroupEvidence.Of(view) : null;
        var verdict = evidence is null ? null : GroupRule.Judge(evidence);
        var test = view.Pairs.Rows.Test;
        var swaps = evidence?.Judged is { } judged ? NeuronSwaps.Of(view, judged.Ideal, judged.Control) : null;
        var irreps = AnalysisIrrep.All(view, swaps);
        var clusters = view.KeyIrreps.Select(irrep => view.NeuronIrreps?.Cluster(irrep) ?? []);
        var halves = swaps?.Halves([.. clusters.Where(neurons => neurons.Count > 0)]);
        var swapped = irreps.Select(irrep => irrep.Interchange).Append(halves).OfType<ClusterInterchange>();
        return new AnalysisGroups
        {
            Group = view.Group.Name,
            Order = view.Group.Order,
            Classes = view.Group.Classes.Count,
            Verdict = verdict?.Kind,
            Reason = verdict?.Reason,
            Explanation = evidence is null ? null : GroupExplanation.Of(view, evidence, [.. swapped]),
            KeyRepresentations = [.. view.KeyIrreps.Select(irrep => irrep.Name)],
            CharacterFractionExplained = view.Fit.FractionExplained,
            Representations = irreps,
            AccuracyWithoutKeys = view.KeyIrreps.Count == 0 ? null : Without(view, view.KeyIrreps),
            AccuracyWithoutControls = Controls(view) is { Count: > 0 } controls ? Without(view, controls) : null,
            Ideals = evidence is null ? null : AnalysisIdeal.Of(view, evidence),
            InterchangeHalves = halves,
            Equivariance = AnalysisEquivariance.Of(view.Equivariant),
            EquivarianceTest = test is { Length: > 0 }
                ? AnalysisEquivariance.Of(new EquivariantPart(view.Representations, view.Logits, test)) : null,
            Quotients = Quotient(view, test is { Length: > 0 } ? test : null),
            Cosets = view.Cosets is { } cosets ? AnalysisCosets.Of(cosets) : null,
            SignNeurons = view.InputMeans is { } means
                ? [.. SignNeuron.Of(view.Group, means.ByFirst, means.BySecond).Select(neuron => neuron.Neuron)] : null,
        };
    }

    private static double Without(RepresentationView view, IReadOnlyList<Irrep> irreps) =>
        new IrrepAblation(view.Representations, view.Logits).Remove(irreps).Over().Accuracy;

    // One of its own for each key representation.
    private static List<Irrep> Controls(RepresentationView view)
    {
        var taken = view.KeyIrreps.ToList();
        foreach (var irrep in view.KeyIrreps)
        {
            if (IdealNeurons.OtherIrrep(view.Representations, irrep, taken) is { } other)
            {
                taken.Add(other);
            }
        }
        return [.. taken.Skip(view.KeyIrreps.Count)];
    }

    private static AnalysisQuotient[] Quotient(RepresentationView view, int[]? pairs)
    {
        // A group of many small factors has more normal subgroups than are of use.
        try
        {
            return [.. QuotientScore.Of(view.Group, view.Logits, pairs).Select(score =>
                new AnalysisQuotient(score.Kernel.Order, score.Kernel.Index, score.Loss, score.Accuracy))];
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }
}

/// <summary>The network with an ideal in the place of its neurons' inputs; see <see cref="IdealNeurons"/>.</summary>
/// <param name="Id"><c>irreps</c>, <c>rank_one</c>, <c>cosets</c>, <c>vector_sets</c>, or a control: <c>other_irreps</c>,
/// <c>other_cosets</c>.</param>
/// <param name="Accuracy">Share of all pairs answered right, 0 to 1.</param>
/// <param name="RSquared">Share of the logits' energy reproduced, at most 1.</param>
/// <param name="TwoSided">Share of the pairs whose margin is faithful, 0 to 1.</param>
public sealed record AnalysisIdeal(string Id, double Accuracy, double RSquared, double TwoSided)
{
    internal static AnalysisIdeal[] Of(RepresentationView view, GroupEvidence evidence)
    {
        (string Id, IdealNeurons? Ideal)[] all =
        [
            ("irreps", evidence.Irreps), ("other_irreps", evidence.OtherIrreps), ("rank_one", IdealNeurons.OfRankOne(view)),
            ("cosets", evidence.Cosets), ("other_cosets", evidence.OtherCosets), ("vector_sets", IdealNeurons.OfVectorSets(view)),
        ];
        return [.. all.Where(item => item.Ideal is not null)
            .Select(item => new AnalysisIdeal(item.Id, item.Ideal!.Accuracy, item.Ideal.RSquared, item.Ideal.TwoSided))];
    }
}

/// <summary>The part of the logits that every pair shares, and what it alone accounts for; see <see
/// cref="EquivariantPart"/>.</summary>
/// <param name="EnergyShare">Its share of the logits' variance, 0 to 1.</param>
/// <param name="BiasShare">Share of the mean logit of each answer, 0 to 1.</param>
/// <param name="Margin">S(e) less the largest other S(g), in units of logits: above 0 when it is right.</param>
/// <param name="Participation">How many representations hold its energy.</param>
/// <param name="Accuracy">Share of the pairs that it alone answers right, 0 to 1.</param>
/// <param name="OneSided">Share of the pairs with a margin above what the rest can add to a wrong answer, 0 to 1.</param>
/// <param name="TwoSided">Share of the pairs with a margin above every deviation of the rest, 0 to 1.</param>
public sealed record AnalysisEquivariance(
    double EnergyShare, double BiasShare, double Margin, double Participation, double Accuracy, double OneSided, double TwoSided)
{
    internal static AnalysisEquivariance Of(EquivariantPart part) => new(
        part.EnergyShare, part.BiasShare, part.Margin, part.Participation, part.Alone.Accuracy, part.Alone.OneSided,
        part.Alone.TwoSided);
}

/// <summary>How well a network knows the answers up to a normal subgroup; see <see cref="QuotientScore"/>.</summary>
/// <param name="KernelOrder">Order of the subgroup; 1 for the network's own loss and accuracy.</param>
/// <param name="Order">Order of the quotient.</param>
/// <param name="Loss">Mean −ln of the probability of the right coset, in nats.</param>
/// <param name="Accuracy">Share of the pairs whose largest logit lies in the right coset, 0 to 1.</param>
public sealed record AnalysisQuotient(int KernelOrder, int Order, double Loss, double Accuracy);

/// <summary>The neurons that read x and y by cosets of subgroups of one class.</summary>
/// <param name="Subgroup">One of the subgroups, by what generates it, for x.</param>
/// <param name="Order">Its order.</param>
/// <param name="Index">Number of its cosets.</param>
/// <param name="Neurons">How many neurons.</param>
public sealed record AnalysisCosets(string Subgroup, int Order, int Index, int Neurons)
{
    internal static AnalysisCosets[] Of(NeuronCosets cosets) =>
    [
        .. cosets.Neurons.Where(neuron => neuron.IsConstant)
            .GroupBy(neuron => Class(neuron.First))
            .OrderByDescending(members => members.Count())
            .Select(members => members.First().First)
            .Select(subgroup => new AnalysisCosets(
                subgroup.ToString().Split(", order")[0], subgroup.Order, subgroup.Index,
                cosets.Neurons.Count(neuron => neuron.IsConstant && Class(neuron.First) == Class(subgroup)))),
    ];

    private static int Class(Subgroup subgroup) =>
        subgroup.Group.Subgroups.Classes.Index().First(members => members.Item.Contains(subgroup)).Index;
}
