using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class RepresentationsTests
{
    // Sums of n ≤ 720 products of doubles near 1.
    private const double OfDouble = 1e-12;

    public static TheoryData<string> Names => TestGroups.Names;

    [Theory, MemberData(nameof(Names))]
    public void Ranks_SumToTheOrder(string name)
    {
        var representations = Representations.Of(TestGroups.Get(name));

        var ranks = representations.Irreps.Select(irrep => irrep.Dimension * irrep.Dimension / (double)irrep.Multiplicity);
        Assert.Equal(representations.Group.Order, ranks.Sum());
        Assert.Equal(ranks, representations.Irreps.Select(irrep => (double)irrep.Rank));
    }

    [Theory, MemberData(nameof(Names))]
    public void Characters_AreOrthogonal(string name)
    {
        var representations = Representations.Of(TestGroups.Get(name));
        foreach (var a in representations.Irreps)
        {
            foreach (var b in representations.Irreps)
            {
                var product = a.Characters.Zip(b.Characters).Average(pair => pair.First * pair.Second);
                Assert.Equal(a == b ? a.Multiplicity : 0, product, OfDouble);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Characters_AreThoseOfTheMatrices(string name)
    {
        foreach (var irrep in Representations.Of(TestGroups.Get(name)).Irreps)
        {
            for (var g = 0; g < irrep.Characters.Count; g++)
            {
                var matrix = irrep.MatrixOf(g);
                Assert.Equal(irrep.Characters[g], Enumerable.Range(0, irrep.Dimension).Sum(i => matrix[i, i]), OfDouble);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Matrices_AreAnOrthogonalHomomorphism(string name)
    {
        var group = TestGroups.Get(name);
        var random = new Random(1);
        foreach (var irrep in Representations.Of(group).Irreps)
        {
            for (var i = 0; i < 200; i++)
            {
                var (a, b) = (random.Next(group.Order), random.Next(group.Order));
                AssertEqual(irrep.MatrixOf(group.Product(a, b)), irrep.MatrixOf(a).Times(irrep.MatrixOf(b)), OfDouble);
                AssertEqual(irrep.MatrixOf(group.Inverse(a)), irrep.MatrixOf(a).Transpose(), OfDouble);
            }
        }
    }

    /// <summary>On functions drawn at random, P_i·P_j·f = δ_ij·P_i·f and Σ P_i·f = f, by the kernel d/(c·n)·χ(a·b⁻¹).</summary>
    [Theory, MemberData(nameof(Names))]
    public void Projectors_AreIdempotentOrthogonalAndSumToTheIdentity(string name)
    {
        var representations = Representations.Of(TestGroups.Get(name));
        var values = Make.Random(representations.Group.Order, 2);
        var sum = new Matrix(values.Rows, 2);
        foreach (var irrep in representations.Irreps)
        {
            var part = Projected(representations.Group, irrep, values);
            sum = sum.Plus(part);
            foreach (var other in representations.Irreps.Where(other => other == irrep || representations.Irreps.Count < 12))
            {
                var expected = other == irrep ? part : new Matrix(values.Rows, 2);
                AssertEqual(expected, Projected(representations.Group, other, part), OfDouble);
            }
        }
        AssertEqual(values, sum, OfDouble);
    }

    [Theory, MemberData(nameof(Names))]
    public void Bases_AreOrthonormalAndSpanWhatProjectorsProjectOn(string name)
    {
        var representations = Representations.Of(TestGroups.Get(name));

        foreach (var irrep in representations.Irreps)
        {
            var values = Make.Random(representations.Group.Order, 2);
            var expected = Projected(representations.Group, irrep, values);
            AssertEqual(expected, irrep.Basis.Transpose().Times(irrep.Basis.Times(values)), OfDouble);
        }
        var transform = representations.Transform;
        AssertEqual(Identity(representations.Group.Order), transform.TimesTransposed(transform), OfDouble);
    }

    [Theory, MemberData(nameof(Names))]
    public void Names_AreUniqueAndSnakeCase(string name)
    {
        string[] names = [.. Representations.Of(TestGroups.Get(name)).Irreps.Select(irrep => irrep.Name)];

        Assert.Equal(names.Distinct(), names);
        Assert.Equal("trivial", names[0]);
        Assert.All(names, irrep => Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", irrep));
    }

    [Theory]
    [InlineData("C12", "trivial sign freq_1 freq_2 freq_3 freq_4 freq_5")]
    [InlineData("D5", "trivial sign freq_1 freq_2")]
    [InlineData("D8", "trivial sign alternating alternating_sign freq_1 freq_2 freq_3")]
    [InlineData("S2", "trivial sign")]
    [InlineData("S3", "trivial sign standard")]
    [InlineData("S4", "trivial sign standard standard_sign s4_2d")]
    [InlineData("S5", "trivial sign standard standard_sign s5_5d_a s5_5d_b s5_6d")]
    [InlineData("S5 lexicographic", "trivial sign standard standard_sign s5_5d_a s5_5d_b s5_6d")]
    [InlineData("S6", "trivial sign standard standard_sign s6_5d_a s6_5d_b s6_9d_a s6_9d_b s6_10d_a s6_10d_b s6_16d")]
    [InlineData("A3", "trivial standard")]
    [InlineData("A4", "trivial standard a4_2d")]
    [InlineData("A5", "trivial standard a5_5d_a a5_3d_a a5_3d_b")]
    [InlineData("A6", "trivial standard a6_5d a6_8d_a a6_8d_b a6_9d a6_10d")]
    [InlineData("Q8", "trivial q8_1d_a q8_1d_b q8_1d_c q8_4d")]
    [InlineData("Aff(5)", "trivial sign aff_5_2d aff_5_4d")]
    public void Names_AreThose(string group, string expected) =>
        Assert.Equal(expected, string.Join(' ', Representations.Of(TestGroups.Get(group)).Irreps.Select(irrep => irrep.Name)));

    [Theory]
    [InlineData("Q8", "q8_4d", IrrepType.Quaternionic)]
    [InlineData("A4", "a4_2d", IrrepType.Complex)]
    [InlineData("C13", "freq_3", IrrepType.Complex)]
    [InlineData("D5", "freq_1", IrrepType.Real)]
    [InlineData("A5", "a5_3d_b", IrrepType.Real)]
    public void Types_AreThose(string group, string irrep, IrrepType expected) =>
        Assert.Equal(expected, Representations.Of(TestGroups.Get(group))[irrep].Type);

    /// <summary>SL(2, 5) has complex representations of dimensions 1, 2, 2, 3, 3, 4, 4, 5, 6; the even ones that the centre acts
    /// on by −1 are quaternionic.</summary>
    [Fact]
    public void Types_OfSpecialLinear_AreThoseOfItsTable()
    {
        var irreps = Representations.Of(TestGroups.Get("SL(2, 5)")).Irreps;

        var dimensions = irreps.ToLookup(irrep => irrep.Type, irrep => irrep.Dimension);
        Assert.Equal([1, 3, 3, 4, 5], dimensions[IrrepType.Real].Order());
        Assert.Equal([4, 4, 8, 12], dimensions[IrrepType.Quaternionic].Order());
        Assert.DoesNotContain(irreps, irrep => irrep.Type == IrrepType.Complex);
    }

    /// <summary>The published A5 misses the trace of a rotation by 72°, which is the golden ratio.</summary>
    [Fact]
    public void CharactersOfA5_AtFiveCycles_AreTheGoldenRatioAndItsConjugate()
    {
        var representations = Representations.Of(PermutationGroups.Alternating(5));
        var cycle = Enumerable.Range(0, 60).Single(g => representations.Group.NameOf(g) == "(0 1 2 3 4)");

        Assert.Equal((1 + Math.Sqrt(5)) / 2, representations["a5_3d_a"].Characters[cycle], OfDouble);
        Assert.Equal((1 - Math.Sqrt(5)) / 2, representations["a5_3d_b"].Characters[cycle], OfDouble);
        Assert.Equal(0, representations["standard"].Characters[cycle] + 1);
    }

    [Fact]
    public void Coefficients_GiveTheFunctionBack()
    {
        foreach (var name in new[] { "S4", "Q8×C3", "A4", "C12" })
        {
            var representations = Representations.Of(TestGroups.Get(name));
            var n = representations.Group.Order;
            var values = Make.Random(n, 1);
            for (var g = 0; g < n; g++)
            {
                var sum = representations.Irreps.Sum(irrep =>
                    Trace(irrep.Coefficient(values.Span).Times(irrep.MatrixOf(g))) * irrep.Dimension / irrep.Multiplicity);
                Assert.Equal(values[g, 0], sum, OfDouble);
            }
        }
    }

    [Fact]
    public void Projections_AreThoseOfTheProjectorMatrices()
    {
        var representations = Representations.Of(PermutationGroups.Symmetric(4));
        var values = Make.Random(24, 3);
        Irrep[] kept = [representations["standard"], representations["s4_2d"]];
        var expected = Projected(representations.Group, kept[0], values).Plus(Projected(representations.Group, kept[1], values));

        AssertEqual(expected, representations.Project(values, kept), OfDouble);
        var shares = representations.Shares(values);
        Assert.Equal(1, shares.Sum(), OfDouble);
        var energy = TensorPrimitives.SumOfSquares<double>(representations.Project(values, kept[0]).Span);
        Assert.Equal(energy / TensorPrimitives.SumOfSquares<double>(values.Span), shares[2], OfDouble);
    }

    [Fact]
    public void Project_OfAStranger_SaysSo()
    {
        var representations = Representations.Of(PermutationGroups.Symmetric(3));
        var other = Representations.Of(PermutationGroups.Symmetric(3))["sign"];

        var error = Assert.Throws<ArgumentException>(() => representations.Project(new Matrix(6, 1), other));
        Assert.Contains("expected representations of S3, got sign", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "S3 has no representation 'sgin'",
            Assert.Throws<ArgumentException>(() => representations["sgin"]).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected 6 rows",
            Assert.Throws<ArgumentException>(() => representations.Shares(new Matrix(5, 1))).Message,
            StringComparison.Ordinal);
    }

    // Σ_b d/(c·n)·χ(a·b⁻¹)·f(b).
    private static Matrix Projected(FiniteGroup group, Irrep irrep, Matrix values)
    {
        var scale = (double)irrep.Dimension / (irrep.Multiplicity * group.Order);
        var result = new Matrix(values.Rows, values.Columns);
        for (var a = 0; a < values.Rows; a++)
        {
            for (var b = 0; b < values.Rows; b++)
            {
                var weight = scale * irrep.Characters[group.Product(a, group.Inverse(b))];
                TensorPrimitives.MultiplyAdd(values.Row(b), weight, result.Row(a), result.Row(a));
            }
        }
        return result;
    }

    private static Matrix Identity(int n)
    {
        var identity = new Matrix(n, n);
        for (var i = 0; i < n; i++)
        {
            identity[i, i] = 1;
        }
        return identity;
    }

    private static double Trace(Matrix matrix) => Enumerable.Range(0, matrix.Rows).Sum(i => matrix[i, i]);

    private static void AssertEqual(Matrix expected, Matrix actual, double tolerance)
    {
        for (var row = 0; row < expected.Rows; row++)
        {
            var distance = TensorPrimitives.Distance<double>(expected.Row(row), actual.Row(row));
            Assert.True(distance <= tolerance, $"row {row}: distance {distance}");
        }
    }
}
