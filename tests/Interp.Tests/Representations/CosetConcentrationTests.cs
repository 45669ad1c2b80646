using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class CosetConcentrationTests
{
    private const double OfDouble = 1e-12;

    private static readonly FiniteGroup S4 = PermutationGroups.Symmetric(4);

    /// <summary>A neuron that is on in one coset only: 0 for its subgroup and those within it, on its side.</summary>
    [Fact]
    public void Concentration_OfACosetIndicator_FindsItsSubgroup()
    {
        var subgroups = S4.Subgroups.All;
        var stabiliser = S4.Generate(Named("(0 1 2)"), Named("(0 1)"));
        var expected = subgroups.ToList().IndexOf(stabiliser);
        var (left, right) = (stabiliser.LeftCosets(), stabiliser.RightCosets());
        var values = GroupMake.Functions(S4, 2, (g, column) => (column == 0 ? left : right)[g] == 2 ? 1 : 0);
        var concentration = new CosetConcentration(subgroups, values);

        Assert.Equal(0, concentration[expected, CosetSide.Left, 0], OfDouble);
        Assert.Equal(0, concentration[expected, CosetSide.Right, 1], OfDouble);
        Assert.True(concentration[expected, CosetSide.Right, 0] > 0.5);
        Assert.Equal(expected, concentration.Largest(CosetSide.Left, 0));
        Assert.Equal(expected, concentration.Largest(CosetSide.Right, 1));
        Assert.Equal(0, concentration.Published(concentration.Best(CosetSide.Left, 0)!.Value, CosetSide.Left, 0), OfDouble);
    }

    [Fact]
    public void Concentration_OfRandomFunctions_IsTheirVarianceInsideCosets()
    {
        var values = Make.Random(24, 2);
        var concentration = new CosetConcentration(S4.Subgroups.All, values);
        double[] column = [.. Enumerable.Range(0, 24).Select(g => values[g, 1])];
        for (var i = 0; i < S4.Subgroups.All.Count; i++)
        {
            var cosets = S4.Subgroups.All[i].RightCosets();
            var parts = Enumerable.Range(0, 24).GroupBy(g => cosets[g], g => column[g]);
            var inside = parts.Select(part => Variance([.. part])).ToList();
            Assert.Equal(inside.Average() / Variance(column), concentration[i, CosetSide.Right, 1], OfDouble);
            Assert.Equal(inside.Sum() / Variance(column), concentration.Published(i, CosetSide.Right, 1), OfDouble);
            Assert.InRange(concentration[i, CosetSide.Left, 0], 0, 1 + OfDouble);
        }
        Assert.Equal(0, concentration[0, CosetSide.Left, 0], OfDouble);
        Assert.Equal(1, concentration[S4.Subgroups.All.Count - 1, CosetSide.Left, 0], OfDouble);
        Assert.Null(concentration.Largest(CosetSide.Left, 0));
    }

    [Fact]
    public void SignNeurons_AreThoseThatReadASign()
    {
        var sign = S4.SignMaps()[0];
        var noise = Make.Random(24, 3);
        var first = GroupMake.Functions(S4, 3, (g, neuron) => (neuron == 2 ? 0 : 1 + (2 * sign[g])) + (0.01 * noise[g, neuron]));
        var second = GroupMake.Functions(S4, 3, (g, neuron) => (neuron == 0 ? -3 : 0.5) * sign[g]);
        var found = SignNeuron.Of(S4, first, second);

        Assert.Equal([(0, true), (1, false)], found.Select(neuron => (neuron.Neuron, neuron.IsOpposite)));
        Assert.All(found, neuron => Assert.Equal(1, neuron.Second, OfDouble));
        Assert.All(found, neuron => Assert.InRange(neuron.First, 0.999, 1));
        Assert.Empty(SignNeuron.Of(PermutationGroups.Alternating(5), Make.Random(60, 2), Make.Random(60, 2)));
        Assert.Throws<ArgumentException>(() => SignNeuron.Of(S4, first, second, least: 0));
    }

    /// <summary>A network that knows the sign of x·y and no more: right in G/A4, and guessing above it.</summary>
    [Fact]
    public void QuotientScores_OfASignNetwork_SayWhatItKnows()
    {
        var sign = S4.SignMaps()[0];
        var tie = Make.Random(24, 1);
        var logits = new PairRows(GroupMake.Pairs(S4, 24, (x, y, z) => (5 * sign[x] * sign[y] * sign[z]) + (1e-6 * tie[z, 0])));
        var scores = QuotientScore.Of(S4, logits);

        // The kernels are 1, V4 and A4.
        Assert.Equal([1, 4, 12], scores.Select(score => score.Kernel.Order));
        Assert.Equal([1 / 12.0, 1 / 3.0, 1], scores.Select(score => score.Accuracy), (a, b) => Math.Abs(a - b) < OfDouble);
        Assert.Equal([1 / 24.0, 1 / 6.0, 1 / 2.0], scores.Select(score => score.Chance), (a, b) => Math.Abs(a - b) < OfDouble);
        Assert.Equal(Math.Log(12) + scores[2].Loss, scores[0].Loss, 1e-5);
        Assert.Equal(Math.Log(1 + Math.Exp(-10)), scores[2].Loss, 1e-9);
        Assert.Equal(scores[2], QuotientScore.OfCommutators(S4, logits));
        Assert.Null(QuotientScore.OfCommutators(PermutationGroups.Alternating(5), new PairRows(new Matrix(3600, 60))));
    }

    [Fact]
    public void QuotientScores_OfTheTrivialKernel_AreTheNetworks()
    {
        var logits = Make.Random(576, 24);
        TensorPrimitives.Multiply<double>(logits.Span, 300, logits.Span);
        var representations = Representations.Of(S4);
        var own = new IrrepAblation(representations, new PairRows(logits)).Remove().Over([4, 9]);
        var score = QuotientScore.Of(S4, new PairRows(logits), [4, 9])[0];

        Assert.Equal(own.Loss, score.Loss, 1e-9);
        Assert.Equal(own.Accuracy, score.Accuracy);
    }

    private static int Named(string name) => Enumerable.Range(0, S4.Order).Single(g => S4.NameOf(g) == name);

    private static double Variance(double[] values) => values.Average(value => Math.Pow(value - values.Average(), 2));
}
