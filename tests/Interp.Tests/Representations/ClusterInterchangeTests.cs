using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Networks that multiply permutations of four points by the vectors that the group permutes (Wu et al. 2024): a
/// neuron for each i and j and sign hears where x sends i and what y sends to j, is silent where the product sends i to j, and
/// else speaks against the answers that do. Beside them neurons that hear parities.</summary>
[Collection(PublishedGroups.Collection)]
public sealed class ClusterInterchangeTests
{
    private const int Points = 4;

    // The forward pass is in single precision.
    private const double OfSingle = 1e-5;

    private static readonly FiniteGroup Group = PermutationGroups.Symmetric(Points, PermutationNumbering.Lexicographic);
    private static readonly int[][] Permutations = [.. InOrder([])];
    private static readonly double[] Hub = [-1.3, -0.2, 0.4, 1.1];

    [Fact]
    public void Set_ThatIsWhole_IsPredictedByTheProduct()
    {
        var view = Network([0, 1, 2, 3]);

        Assert.All(Swaps(view), swap =>
        {
            Assert.Equal(1, swap.Unswapped, OfSingle);
            Assert.Equal(1, swap.RSquared, OfSingle);
            Assert.Equal(1, swap.Ideal!.Value, OfSingle);
            Assert.InRange(swap.Null, -2, 0.9);
            Assert.InRange(swap.Other!.Value, -2, 0.5);
        });
        Assert.Equal(1, IdealNeurons.OfRankOne(view)!.RSquared, OfSingle);
        Assert.Equal(1, IdealNeurons.OfVectorSets(view)!.RSquared, OfSingle);
    }

    /// <summary>Three places tell a permutation of four points: the network is right, its logits are more than a function of
    /// x⁻¹·z·y⁻¹, and a swap moves of them what is.</summary>
    [Fact]
    public void Set_WithoutOneColumn_IsPredictedByItsIdealAndAsWellAsUnswapped()
    {
        var view = Network([0, 2, 3]);

        Assert.Equal(1, view.Pairs.Scores.All.Accuracy);
        Assert.All(Swaps(view), swap =>
        {
            Assert.InRange(swap.Unswapped, 0.5, 0.9);
            Assert.InRange(swap.RSquared / swap.Unswapped, 0.98, 1.02);
            Assert.Equal(1, swap.Ideal!.Value, OfSingle);
            Assert.True(swap.IdealNull < 0.95);
            Assert.InRange(swap.Other!.Value, -2, 0.5);
        });
    }

    /// <summary>Half of either kind of neurons carry no part of the product.</summary>
    [Fact]
    public void Neurons_ByChance_AreNotPredictedByTheProduct()
    {
        var view = Network([0, 1, 2, 3]);
        int[] some = [.. Enumerable.Range(0, view.NeuronIrreps!.Irreps.Count).Where(neuron => neuron % 4 < 2)];

        var swap = ClusterInterchange.Of(view, some)!;

        Assert.True(swap.RSquared / swap.Unswapped < 0.9, $"{swap}");
        Assert.Null(swap.Ideal);
        Assert.Null(swap.Other);
    }

    [Fact]
    public void Interchange_OfNoNeurons_IsNone()
    {
        var view = Network([0, 1, 2, 3]);

        Assert.Null(ClusterInterchange.Of(view, []));
        Assert.Null(NeuronSwaps.Of(view, null, null)!.Halves([[0, 1]]));
    }

    /// <summary>The published S5 network has 30 neurons for the places of the points 0, 2 and 4 among the answer's preimages,
    /// and none for 1 and 3.</summary>
    [Fact]
    public void Neurons_OfThePublishedS5_AreASetWithoutTwoColumns()
    {
        var view = CheckpointReader.Open(Fixtures.Path("groups", "S5_MLP_seed1", "model.pt")).Evaluate().Representations!;
        var standard = view.NeuronIrreps!.Cluster(view.Representations["standard"]);
        var cosets = view.Cosets!.Neurons.Where(neuron => standard.Contains(neuron.Neuron)).ToList();

        Assert.Equal(31, cosets.Count);
        Assert.All(cosets, neuron => Assert.True(neuron is { IsConstant: true, First.Index: 5, Second.Index: 5 }));
        Assert.Equal(5, cosets.Select(neuron => neuron.First).Distinct().Count());
        Assert.Equal(3, cosets.Select(neuron => neuron.Second).Distinct().Count());
        Assert.All(cosets.GroupBy(neuron => (neuron.First, neuron.Second)), pair => Assert.InRange(pair.Count(), 2, 3));
    }

    /// <summary>What a published network's neurons of one representation do, as many others do not.</summary>
    [Fact]
    public void Neurons_OfThePublishedS5_CarryTheProductAndOthersDoNot()
    {
        var view = CheckpointReader.Open(Fixtures.Path("groups", "S5_MLP_seed1", "model.pt")).Evaluate().Representations!;
        int[] all = [.. Enumerable.Range(0, view.NeuronIrreps!.Irreps.Count)];
        new Random(1).Shuffle(all);
        var (own, others, taken) = (0.0, 0.0, 0);
        foreach (var irrep in view.KeyIrreps)
        {
            var neurons = view.NeuronIrreps.Cluster(irrep);
            own += Kept(neurons);
            others += Kept(all[taken..(taken += neurons.Count)]);
        }

        Assert.InRange(own / view.KeyIrreps.Count, 0.95, 1.01);
        Assert.InRange(others / view.KeyIrreps.Count, 0, 0.75);

        double Kept(IReadOnlyList<int> neurons)
        {
            var swap = ClusterInterchange.Of(view, neurons)!;
            return swap.RSquared / swap.Unswapped;
        }
    }

    private static List<ClusterInterchange> Swaps(RepresentationView view)
    {
        string[] names = ["sign", "standard"];
        Assert.Equal(names.Order(), view.NeuronIrreps!.Irreps.Select(irrep => irrep!.Name).Distinct().Order());
        IReadOnlyList<int>[] clusters = [.. names.Select(name => view.NeuronIrreps.Cluster(view.Representations[name]))];
        var swaps = NeuronSwaps.Of(view, IdealNeurons.OfIrreps(view), IdealNeurons.OfOtherIrreps(view))!;
        return [.. clusters.Select(swaps.Single), swaps.Halves(clusters)!];
    }

    private static RepresentationView Network(int[] columns)
    {
        int[] signs = [1, -1], points = [.. Enumerable.Range(0, Points)];
        var vectors = (from i in points from j in columns from sign in signs select (I: i, J: j, Sign: sign)).ToArray();
        var parities = (from x in signs from y in signs select (X: x, Y: y)).ToArray();
        return GroupMake.Network(
            Group,
            Functions((x, vector) => vector.Sign * Hub[Permutations[x][vector.I]], (x, parity) => parity.X * Parity(x)),
            Functions((y, vector) => -vector.Sign * Hub[Permutations[y].IndexOf(vector.J)], (y, parity) => parity.Y * Parity(y)),
            Functions((z, vector) => Permutations[z][vector.I] == vector.J ? -3 : 1, (z, of) => of.X * of.Y * Parity(z)));

        Matrix Functions(Func<int, (int I, int J, int Sign), double> ofVector, Func<int, (int X, int Y), double> ofParity) =>
            GroupMake.Functions(Group, vectors.Length + parities.Length, (g, neuron) =>
                neuron < vectors.Length ? ofVector(g, vectors[neuron]) : ofParity(g, parities[neuron - vectors.Length]));
    }

    private static int Parity(int element)
    {
        var points = Permutations[element];
        var inversions = Enumerable.Range(0, Points).Sum(i => Enumerable.Range(0, i).Count(j => points[j] > points[i]));
        return inversions % 2 == 0 ? 1 : -1;
    }

    // One-line forms in lexicographic order, as the group numbers them.
    private static IEnumerable<int[]> InOrder(int[] start) => start.Length == Points ? [start]
        : Enumerable.Range(0, Points).Except(start).SelectMany(next => InOrder([.. start, next]));
}
