using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class HiddenLossesTests
{
    private const double OfDouble = 1e-11;

    private static readonly Representations S4 = Representations.Of(PermutationGroups.Symmetric(4));

    private static readonly int[] Train = [1, 100, 300];

    /// <summary>Neurons that are the matrix entries of standard(x·y), read out by those of standard(z): logits
    /// 5·χ(x·y·z⁻¹).</summary>
    [Fact]
    public void Losses_OfANetworkOfOneRepresentation_AreItsOwnAndThatOfAGuess()
    {
        var standard = S4["standard"];
        var entries = GroupMake.Functions(S4.Group, 9, (g, i) => standard.MatrixOf(g)[i / 3, i % 3]);
        var neurons = new PairRows(GroupMake.Pairs(S4.Group, 9, (x, y, i) => entries[S4.Group.Product(x, y), i]));
        var readout = GroupMake.Functions(S4.Group, 9, (z, i) => 5 * entries[z, i]);
        var losses = new HiddenLosses(new PairMeans(S4, neurons), neurons, readout);
        var own = CrossEntropy.Of(GroupMake.Characters(S4, ("standard", 5)).Row(0), S4.Group.Product(0, 0)).Loss;

        Assert.Equal(own, losses.Restricted(standard).Loss, OfDouble);
        Assert.Equal(1, losses.Restricted(standard).Accuracy);
        Assert.Equal(Math.Log(24), losses.Restricted(S4["sign"]).Loss, OfDouble);
        Assert.Equal(Math.Log(24), losses.Excluded(Train, standard), OfDouble);
        Assert.Equal(own, losses.Excluded(Train, S4["sign"], S4["s4_2d"]), OfDouble);
        var each = losses.ExcludedEach(Train, [[standard], [], [S4["sign"]]]);
        Assert.Equal([Math.Log(24), own, own], each, (a, b) => Math.Abs(a - b) < OfDouble);
    }

    /// <summary>A network that uses x and y apart has nothing of x·y: restricted it guesses, and excluding changes
    /// nothing.</summary>
    [Fact]
    public void Losses_OfFunctionsOfXAndYAlone_SayThatXYIsNotUsed()
    {
        var f = Make.Random(24, 6, seed: 2);
        var neurons = new PairRows(GroupMake.Pairs(S4.Group, 6, (x, y, j) => j < 3 ? f[x, j] : f[y, j]));
        var readout = Make.Random(24, 6, seed: 3);
        var losses = new HiddenLosses(new PairMeans(S4, neurons), neurons, readout);
        Irrep[] all = [.. S4.Irreps.Where(irrep => !irrep.IsTrivial)];

        Assert.Equal(Math.Log(24), losses.Restricted(all).Loss, OfDouble);
        Assert.Equal(losses.Excluded(Train), losses.Excluded(Train, all), OfDouble);
        var shares = new PairMeans(S4, neurons).Shares();
        Assert.Equal(1, shares.Sum(share => share.First + share.Second), OfDouble);
        Assert.Equal(0, shares.Sum(share => share.Product), OfDouble);
    }

    /// <summary>f(x) + g(y) + h(x·y): the energies of the three parts, each about its mean.</summary>
    [Fact]
    public void Shares_OfThreeParts_AreTheirEnergies()
    {
        var (f, g, h) = (S4["standard"].Characters, S4["sign"].Characters, S4["s4_2d"].Characters);
        var neurons = new PairRows(GroupMake.Pairs(
            S4.Group, 1, (x, y, _) => 7 + f[x] + (2 * g[y]) + (3 * h[S4.Group.Product(x, y)])));
        var means = new PairMeans(S4, neurons);
        var shares = means.Shares();

        Assert.Equal(576 * 14, means.CentredEnergy[0], 1e-8);
        Assert.Equal(7, means.Mean[0], OfDouble);
        Assert.Equal(1 / 14.0, shares[2].First, OfDouble);
        Assert.Equal(4 / 14.0, shares[1].Second, OfDouble);
        Assert.Equal(9 / 14.0, shares[4].Product, OfDouble);
        Assert.Equal(1, shares.Sum(share => share.Total), OfDouble);
        var constant = new PairRows(GroupMake.Pairs(S4.Group, 1, (_, _, _) => 0.1));
        Assert.All(new PairMeans(S4, constant).Shares(), share => Assert.Equal(0, share.Total));
    }

    /// <summary>The means are projections: what is left has none.</summary>
    [Fact]
    public void Means_OfRandomFunctions_AreThoseOfTheirPairs()
    {
        var pairs = Make.Random(576, 3);
        var means = new PairMeans(S4, new PairRows(pairs));
        foreach (var g in new[] { 0, 7, 23 })
        {
            var rows = Enumerable.Range(0, 576).Where(pair => S4.Group.Product(pair / 24, pair % 24) == g);
            Assert.Equal(rows.Average(pair => pairs[pair, 1]), means.ByProduct[g, 1], OfDouble);
            Assert.Equal(Enumerable.Range(0, 24).Average(y => pairs[(g * 24) + y, 1]), means.ByFirst[g, 1], OfDouble);
            Assert.Equal(Enumerable.Range(0, 24).Average(x => pairs[(x * 24) + g, 1]), means.BySecond[g, 1], OfDouble);
        }
        var energy = TensorPrimitives.SumOfSquares<double>(pairs.Span) - (576 * means.Mean.Sum(mean => mean * mean));
        Assert.Equal(energy, means.CentredEnergy.Sum(), 1e-9);
    }

    [Fact]
    public void Shapes_ThatDoNotFit_AreRefused()
    {
        var neurons = new PairRows(new Matrix(576, 4));
        var means = new PairMeans(S4, neurons);

        Assert.Contains(
            "expected [576, 5], got [576, 4]",
            Assert.Throws<ArgumentException>(() => new HiddenLosses(means, neurons, new Matrix(24, 5))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected 24 rows",
            Assert.Throws<ArgumentException>(() => new HiddenLosses(means, neurons, new Matrix(23, 4))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected [576, any], got [575, 4]",
            Assert.Throws<ArgumentException>(() => new PairMeans(S4, new PairRows(new Matrix(575, 4)))).Message,
            StringComparison.Ordinal);
    }
}
