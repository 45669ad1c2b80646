using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class IrrepAblationTests
{
    private const double OfDouble = 1e-10;

    /// <summary>(P₁ + P_ρ)⊗(P₁ + P_ρ) − P₁⊗P₁ written out, for real, complex and quaternionic types.</summary>
    [Theory]
    [InlineData("S3", "standard")]
    [InlineData("A4", "a4_2d")]
    [InlineData("Q8", "q8_4d")]
    public void Remove_TakesOutProductsOfTheProjections(string name, string irrep)
    {
        var representations = Representations.Of(TestGroups.Get(name));
        var (group, n) = (representations.Group, representations.Group.Order);
        var logits = Make.Random(n * n, n);
        var results = new IrrepAblation(representations, new PairRows(logits)).Remove(representations[irrep]);
        double P(int a, int b) => (1.0 / n) + representations[irrep].Kernel()[group.Product(a, group.Inverse(b))];
        foreach (var pair in new[] { 0, 1, n + 2, (n * n) - 1 })
        {
            var (x, y) = (pair / n, pair % n);
            var row = logits.Row(pair).ToArray();
            for (var other = 0; other < n * n; other++)
            {
                var weight = (P(x, other / n) * P(y, other % n)) - (1.0 / (n * n));
                TensorPrimitives.MultiplyAdd(logits.Row(other), -weight, row, row);
            }
            Assert.Equal(CrossEntropy.Of(row, group.Product(x, y)).Loss, results.Losses[pair], OfDouble);
        }
    }

    [Fact]
    public void Results_OfIdealLogits_SayWhichRepresentationIsUsed()
    {
        var s4 = Representations.Of(PermutationGroups.Symmetric(4));
        var ablation = new IrrepAblation(s4, new PairRows(GroupMake.Characters(s4, ("standard", 4))));

        Assert.Equal(Math.Log(24), ablation.Remove(s4["standard"]).Over().Loss, OfDouble);
        Assert.Equal(1, ablation.Remove(s4["sign"], s4["s4_2d"]).Over().Accuracy);
        Assert.Equal(1, ablation.Keep(s4["standard"]).Over([3, 77]).Accuracy);
        Assert.Equal(Math.Log(24), ablation.Keep(s4["standard_sign"]).Over().Loss, OfDouble);
        Assert.Throws<ArgumentException>(() => ablation.Remove(s4["sign"], s4["sign"]));
        Assert.Throws<ArgumentException>(() => ablation.Remove().Over([]));
    }

    [Fact]
    public void NeuronAblation_IsTheNetworkWithTheNeuronAtItsMean()
    {
        var s3 = Representations.Of(PermutationGroups.Symmetric(3));
        var (neurons, map) = (Make.Random(36, 5, seed: 1), Make.Random(6, 5, seed: 2));
        var direct = Make.Random(36, 6, seed: 3);
        var logits = direct.Plus(neurons.TimesTransposed(map));
        var means = new PairMeans(s3, new PairRows(neurons)).Mean;
        var results = NeuronAblation.Remove(s3.Group, new PairRows(logits), new PairRows(neurons), means, map, [1, 4]);
        var edited = neurons.Clone();
        for (var pair = 0; pair < 36; pair++)
        {
            (edited[pair, 1], edited[pair, 4]) = (means[1], means[4]);
        }
        var expected = new IrrepAblation(s3, new PairRows(direct.Plus(edited.TimesTransposed(map)))).Remove();

        Assert.Equal(expected.Losses, results.Losses, (a, b) => Math.Abs(a - b) < OfDouble);
        Assert.Equal(expected.Correct, results.Correct);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => NeuronAblation.Remove(s3.Group, new PairRows(logits), new PairRows(neurons), means, map, [5]));
    }
}
