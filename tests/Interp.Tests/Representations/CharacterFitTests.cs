using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class CharacterFitTests
{
    private const double OfDouble = 1e-12;

    private static readonly Representations S4 = Representations.Of(PermutationGroups.Symmetric(4));

    [Fact]
    public void Similarities_OfIdealLogits_AreTheAmplitudes()
    {
        var logits = GroupMake.Characters(S4, ("standard", 3), ("sign", -1), ("s4_2d", 2));
        var fit = new CharacterFit(S4, new PairRows(logits));

        // Characters of real type have mean square 1: the amplitudes' squares sum to 14.
        double[] expected = [0, -1 / Math.Sqrt(14), 3 / Math.Sqrt(14), 0, 2 / Math.Sqrt(14)];
        Assert.Equal(expected, fit.Similarities.Select(value => Math.Round(value, 12)), (a, b) => Math.Abs(a - b) < OfDouble);
        Assert.Equal([0, -1, 3, 0, 2], fit.Coefficients.Select(value => Math.Round(value, 10)));
        Assert.Equal(1, fit.FractionExplained, OfDouble);
        Assert.Equal(["standard", "s4_2d"], fit.KeyIrreps().Select(irrep => irrep.Name));
        Assert.True(TensorPrimitives.Distance<double>(fit.ByProduct.Span, fit.Table([.. S4.Irreps]).Span) < 1e-9);
    }

    [Theory]
    [InlineData("S4")]
    [InlineData("Q8×C3")]
    [InlineData("A4")]
    public void Similarities_AreCosinesWithTheCube(string name)
    {
        var representations = Representations.Of(TestGroups.Get(name));
        var n = representations.Group.Order;
        var logits = Make.Random(n * n, n);
        var fit = new CharacterFit(representations, new PairRows(logits));
        for (var row = 0; row < logits.Rows; row++)
        {
            CharacterFit.Centre(logits.Row(row).ToArray(), logits.Row(row));
        }
        Assert.Equal(TensorPrimitives.Norm<double>(logits.Span), fit.Norm, 1e-9);
        for (var i = 1; i < representations.Irreps.Count; i++)
        {
            var cube = GroupMake.Characters(representations, (representations.Irreps[i].Name, 1));
            Assert.Equal(TensorPrimitives.CosineSimilarity<double>(logits.Span, cube.Span), fit.Similarities[i], OfDouble);
        }
    }

    /// <summary>Constants that each pair adds to all answers say nothing; the trivial representation is them.</summary>
    [Fact]
    public void Similarities_DoNotSeeAConstantOfEachPair()
    {
        var logits = GroupMake.Characters(S4, ("standard", 1));
        var shifted = logits.Plus(GroupMake.Pairs(S4.Group, 24, (x, y, _) => 5 * x - y));

        Assert.Equal(
            new CharacterFit(S4, new PairRows(logits)).Similarities.Select(value => Math.Round(value, 10)),
            new CharacterFit(S4, new PairRows(shifted)).Similarities.Select(value => Math.Round(value, 10)));
        Assert.All(new CharacterFit(S4, new PairRows(new Matrix(576, 24))).Similarities, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Losses_OfIdealLogits_AreTheNetworksOwnAndThatOfAGuess()
    {
        var logits = new PairRows(GroupMake.Characters(S4, ("standard", 3), ("s4_2d", 2)));
        var losses = new LogitLosses(S4, logits, new CharacterFit(S4, logits));
        int[] train = [0, 5, 77];
        var own = new IrrepAblation(S4, logits).Remove().Over().Loss;
        Irrep[] keys = [S4["standard"], S4["s4_2d"]];

        Assert.Equal(own, losses.RestrictedToCharacters(keys), OfDouble);
        Assert.Equal(own, losses.Restricted(keys).Loss, OfDouble);
        Assert.Equal(1, losses.Restricted(keys).Accuracy);
        Assert.Equal(Math.Log(24), losses.WithoutCharacters(train, keys), OfDouble);
        Assert.Equal(Math.Log(24), losses.Excluded(train, keys), OfDouble);
        Assert.Equal(own, losses.Excluded(train, S4["sign"]), OfDouble);
        Assert.Equal(Math.Log(24), losses.RestrictedToCharacters(S4["sign"]), OfDouble);
        Assert.Contains(
            "at least one pair",
            Assert.Throws<ArgumentException>(() => losses.Excluded([], keys)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => losses.Excluded([576], keys));
    }

    [Fact]
    public void Logits_OfAnotherShape_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new CharacterFit(S4, new PairRows(new Matrix(576, 25))));

        Assert.Contains("expected [576, 24], got [576, 25]", error.Message, StringComparison.Ordinal);
        Assert.NotNull(new CharacterFit(S4, new PairRows(new Matrix(576, 25), 24)));
    }

    [Fact]
    public void Rows_InSinglePrecision_AreTheSame()
    {
        var singles = new Training.Tensor(new Shape(4, 3));
        for (var i = 0; i < 12; i++)
        {
            singles.Span[i] = i * 0.5f;
        }
        var (rows, same) = (new PairRows(singles, 2), new PairRows(Matrix.From(singles), 2));

        Assert.Equal((4, 2), (rows.Rows, rows.Columns));
        for (var pair = 0; pair < 4; pair++)
        {
            Assert.Equal(same[pair].ToArray(), rows[pair].ToArray());
        }
        Assert.Throws<ArgumentException>(() => new PairRows(new Training.Tensor(new Shape(4))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PairRows(singles, 4));
    }
}
