using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class NeuronAlignmentTests
{
    private const double OfDouble = 1e-10;

    /// <summary>θ₁(x) = uᵀρ(x)v, θ₂(y) = vᵀρ(y)w, ξ(z) = uᵀρ(z)w: what training drives a neuron to.</summary>
    [Theory]
    [InlineData("S5", "s5_5d_a")]
    [InlineData("S5", "sign")]
    [InlineData("A5", "a5_3d_a")]
    public void Alignment_OfANeuronTrainedToTheEnd_IsOne(string name, string irrepName)
    {
        var irrep = Representations.Of(TestGroups.Get(name))[irrepName];
        double[] u = Vector(irrep, 1), v = Vector(irrep, 2), w = Vector(irrep, 3);
        double[] first = Entries(irrep, u, v), second = Entries(irrep, v, w), output = Entries(irrep, u, w);
        var trained = NeuronAlignment.Of(7, irrep, first, second, output);

        Assert.Equal((7, irrep), (trained.Neuron, trained.Irrep));
        Assert.Equal([1, 1, 1, 1], [trained.First, trained.Second, trained.Output, trained.Alignment], Near);
        Assert.Equal(-1, NeuronAlignment.Of(7, irrep, first, second, Negative(output)).Alignment, OfDouble);
        Assert.Equal(-1, NeuronAlignment.Of(7, irrep, Negative(first), second, output).Alignment, OfDouble);
        Assert.True(irrep.Dimension == 1 || NeuronAlignment.Of(7, irrep, second, first, output).Alignment < 0.9);
        Assert.Equal(0, NeuronAlignment.Of(7, irrep, first, second, new double[first.Length]).Alignment);
    }

    /// <summary>cos(ωx + φ), cos(ωy + ψ) and cos(ωz + φ + ψ): a neuron of a clock.</summary>
    [Fact]
    public void Alignment_OfACosine_IsThatOfItsPhases()
    {
        var irrep = Representations.Of(FiniteGroups.Cyclic(13))["freq_3"];
        double[] Wave(double phase) => [.. Enumerable.Range(0, 13).Select(a => Math.Cos((2 * Math.PI * 3 * a / 13) + phase))];
        var off = NeuronAlignment.Of(0, irrep, Wave(0.3), Wave(1.1), Wave(1.4 + 0.5));

        Assert.Equal([1, 1, 1, Math.Cos(0.5)], [off.First, off.Second, off.Output, off.Alignment], Near);
    }

    /// <summary>Complex and quaternionic types: singular values come in twos and fours, and one of them counts as rank
    /// one.</summary>
    [Theory]
    [InlineData("C13", "freq_3")]
    [InlineData("A4", "a4_2d")]
    [InlineData("Q8", "q8_4d")]
    [InlineData("SL(2, 5)", "sl_2_5_8d")]
    [InlineData("S5", "s5_6d")]
    public void Alignment_OfTheProductOfCoefficients_IsOne(string name, string irrepName)
    {
        var irrep = Representations.Of(TestGroups.Get(name))[irrepName];
        var n = irrep.Characters.Count;
        double[] first = Make.Random(n, 1, 1).Span.ToArray(), second = Make.Random(n, 1, 2).Span.ToArray();
        var product = irrep.Coefficient(second).Times(irrep.Coefficient(first));
        double[] output = [.. Enumerable.Range(0, n).Select(g => Trace(product.Times(irrep.MatrixOf(g))))];
        var alignment = NeuronAlignment.Of(0, irrep, first, second, output);

        Assert.Equal(1, alignment.Alignment, OfDouble);
        var isField = irrep.Dimension == irrep.Multiplicity;
        Assert.Equal(isField, Math.Abs(alignment.First - 1) < OfDouble);
    }

    [Fact]
    public void RankOneShare_OfAWholeCharacter_IsThatOfTheIdentityMatrix()
    {
        var irrep = Representations.Of(PermutationGroups.Symmetric(5))["s5_5d_a"];
        double[] character = [.. irrep.Characters];
        var alignment = NeuronAlignment.Of(0, irrep, character, character, character);

        Assert.Equal(0.2, alignment.First, OfDouble);
        Assert.Equal(1, alignment.Alignment, OfDouble);
    }

    [Fact]
    public void Neurons_GoToTheirRepresentation_AndConstantsToNone()
    {
        var representations = Representations.Of(PermutationGroups.Symmetric(4));
        var (standard, sign) = (representations["standard"].Characters, representations["sign"].Characters);
        double[][] columns = [[.. standard], [.. sign], [.. sign.Select(value => 0.1 * value)], [.. sign.Select(_ => 3.0)]];
        var first = GroupMake.Functions(representations.Group, 4, (g, neuron) => columns[neuron][g]);
        var second = first.Plus(GroupMake.Functions(representations.Group, 4, (g, neuron) => neuron == 0 ? sign[g] / 2 : 0));
        var neurons = new NeuronIrreps(representations, first, second);

        Assert.Equal(["standard", "sign", "sign", null], neurons.Irreps.Select(irrep => irrep?.Name));
        Assert.Equal([2 / 2.25, 1, 1, 0], neurons.Shares, (a, b) => Math.Abs(a - b) < OfDouble);
        Assert.Equal([1, 2], neurons.Cluster(representations["sign"]));
        Assert.Equal([1], neurons.Cluster(representations["sign"], least: 1));
        Assert.Equal([1], neurons.Above(representations["sign"]));
        Assert.Equal([0, 1, 2], NeuronAlignment.Of(neurons, first, second, first).Select(alignment => alignment.Neuron));
        Assert.Throws<ArgumentException>(() => NeuronAlignment.Of(neurons, first, second, new Matrix(24, 3)));
        Assert.Throws<ArgumentException>(() => new NeuronIrreps(representations, first, new Matrix(24, 3)));
    }

    private static double[] Vector(Irrep irrep, int seed) => Make.Random(irrep.Dimension, 1, seed).Span.ToArray();

    private static double[] Negative(double[] values) => [.. values.Select(value => -value)];

    // leftᵀ·ρ(g)·right.
    private static double[] Entries(Irrep irrep, double[] left, double[] right)
    {
        var (row, column) = (new Matrix(1, left.Length, left), new Matrix(right.Length, 1, right));
        return [.. Enumerable.Range(0, irrep.Characters.Count).Select(g => row.Times(irrep.MatrixOf(g)).Times(column)[0, 0])];
    }

    private static double Trace(Matrix matrix) => Enumerable.Range(0, matrix.Rows).Sum(i => matrix[i, i]);

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < OfDouble;
}
