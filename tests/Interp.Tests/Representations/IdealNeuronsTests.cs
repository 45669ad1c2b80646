using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Networks whose neurons are built by hand to hear one representation each, or cosets, or neither.</summary>
public sealed class IdealNeuronsTests
{
    // The forward pass is in single precision.
    private const double OfSingle = 1e-6;

    private const int Neurons = 10;

    private static readonly FiniteGroup Group = PermutationGroups.Symmetric(4);

    [Fact]
    public void Irreps_OfNeuronsThatHearOneEach_ReproduceTheNetwork()
    {
        var view = GroupMake.Network(Group, InOneIrrep(1), InOneIrrep(2));

        Assert.Equal(1, IdealNeurons.OfIrreps(view)!.RSquared, OfSingle);
        Assert.True(IdealNeurons.OfRankOne(view)!.RSquared < 0.99, "random coefficients are not of rank one");
        Assert.True(IdealNeurons.OfOtherIrreps(view)!.RSquared < 0.5);
        Assert.InRange(IdealNeurons.OfCosets(view)!.RSquared, -1, 0.999);
    }

    [Fact]
    public void Cosets_OfNeuronsThatHearThem_ReproduceTheNetwork()
    {
        var view = GroupMake.Network(Group, OnCosets(1, right: true), OnCosets(2, right: false));

        Assert.All(view.Cosets!.Neurons, neuron => Assert.True(neuron.IsConstant));
        Assert.Equal(1, IdealNeurons.OfCosets(view)!.RSquared, OfSingle);
        Assert.InRange(IdealNeurons.OfOtherCosets(view)!.RSquared, -1, 0.995);
        // Functions of the four cosets are a constant and the standard representation: these neurons are of both kinds.
        Assert.Equal(1, IdealNeurons.OfIrreps(view)!.RSquared, OfSingle);
    }

    /// <summary>Functions of x are constant on cosets H·x, not x·H: the sides matter.</summary>
    [Fact]
    public void Cosets_OfTheOtherSide_AreNotThoseThatNeuronsHear()
    {
        var view = GroupMake.Network(Group, OnCosets(1, right: false), OnCosets(2, right: true));

        Assert.InRange(IdealNeurons.OfCosets(view)!.RSquared, -1, 0.995);
    }

    [Fact]
    public void Ideals_OfANetworkWithoutNeurons_AreNone()
    {
        var logits = new Matrix(24 * 24, 24);
        var activations = new FullBatchActivations { Operation = new GroupOperation(Group), Logits = logits };
        var view = new CheckpointEvaluation(activations).Representations!;

        Assert.Null(IdealNeurons.OfIrreps(view));
        Assert.Null(IdealNeurons.OfCosets(view));
    }

    [Theory]
    [InlineData(1, 1, 1, 0, GroupKind.Irreps)]
    [InlineData(1, 0, 1, 1, GroupKind.Cosets)]
    [InlineData(1, 1, 1, 1, GroupKind.Both)]
    [InlineData(1, 0, 1, 0, GroupKind.Unclear)]
    [InlineData(0.5, 1, 1, 1, GroupKind.Memorised)]
    [InlineData(0.5, 1, 0.9, 1, GroupKind.Unsolved)]
    public void Judge_GoesByWhatExplains(double accuracy, double irreps, double train, double cosets, GroupKind expected)
    {
        IdealNeurons good = new(1, 0.99, 1), bad = new(0.4, 0.3, 0);
        var evidence = new GroupEvidence(
            accuracy, train, accuracy == 1 ? 1 : 0.2, irreps == 1 ? good : bad, bad, cosets == 1 ? good : bad, bad);

        Assert.Equal(expected, GroupRule.Judge(evidence).Kind);
    }

    /// <summary>An ideal whose control does as well says nothing.</summary>
    [Fact]
    public void Judge_OfAControlThatExplainsTheSame_IsUnclear()
    {
        IdealNeurons good = new(1, 0.99, 1), half = new(0.51, 0.2, 0);

        Assert.Equal(GroupKind.Unclear, GroupRule.Judge(new GroupEvidence(1, 1, 1, good, half, good, half)).Kind);
        Assert.Equal(GroupKind.Unclear, GroupRule.Judge(new GroupEvidence(1, 1, 1, good, null, null, null)).Kind);
    }

    // The representations in turn; both sides of a neuron have the same.
    private static Matrix InOneIrrep(int seed)
    {
        var representations = Representations.Of(Group);
        var (random, result) = (Make.Random(Group.Order, Neurons, seed), new Matrix(Group.Order, Neurons));
        for (var neuron = 0; neuron < Neurons; neuron++)
        {
            var part = representations.Project(random, representations.Irreps[1 + neuron % (representations.Irreps.Count - 1)]);
            for (var g = 0; g < Group.Order; g++)
            {
                result[g, neuron] = part[g, neuron];
            }
        }
        return result;
    }

    private static Matrix OnCosets(int seed, bool right)
    {
        var random = new Random(seed);
        Subgroup[] subgroups = [.. Group.Subgroups.All.Where(subgroup => subgroup.Order == 6)];
        var result = new Matrix(Group.Order, Neurons);
        for (var neuron = 0; neuron < Neurons; neuron++)
        {
            var subgroup = subgroups[neuron % subgroups.Length];
            var cosets = right ? subgroup.RightCosets() : subgroup.LeftCosets();
            double[] levels = [.. Enumerable.Range(0, subgroup.Index).Select(_ => 2 * random.NextDouble() - 1)];
            for (var g = 0; g < Group.Order; g++)
            {
                result[g, neuron] = levels[cosets[g]];
            }
        }
        return result;
    }
}
