namespace Grokking.Interp.Tests;

public sealed class TsneTests
{
    // The step of a central difference: the error is of the order of its square.
    private const double Step = 1e-5;
    private const double GradientTolerance = 1e-8;
    private const double EntropyTolerance = 1e-6;

    [Fact]
    public void Of_TheSameSeed_IsTheSamePicture()
    {
        var rows = Make.Random(23, 5);

        Assert.Equal(Tsne.Of(rows, 1).X, Tsne.Of(rows, 1).X);
        Assert.NotEqual(Tsne.Of(rows, 1).X, Tsne.Of(rows, 2).X);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_TwoClustersFarApart_KeepsThemApart(int seed)
    {
        const int half = 17;
        var rows = Make.Random(2 * half, 6);
        for (var row = 0; row < half; row++)
        {
            rows[row, 0] += 40;
        }

        var points = Tsne.Of(rows, seed);

        // Every point's nearest half of the others is its own cluster.
        Assert.All(Enumerable.Range(0, 2 * half), i => Assert.All(
            Enumerable.Range(0, 2 * half).Where(j => j != i)
                .OrderBy(j => Math.Pow(points.X[i] - points.X[j], 2) + Math.Pow(points.Y[i] - points.Y[j], 2)).Take(half - 1),
            j => Assert.Equal(i < half, j < half)));
    }

    [Fact]
    public void Of_ARing_IsNoWorseThanTheRingItself()
    {
        const int n = 31;
        var rows = new Matrix(n, 2);
        for (var i = 0; i < n; i++)
        {
            (rows[i, 0], rows[i, 1]) = (Math.Cos(2 * Math.PI * i / n), Math.Sin(2 * Math.PI * i / n));
        }
        var affinities = Tsne.Affinities(rows, 10);

        var found = Tsne.Of(rows, 0);

        var ring = Enumerable.Range(1, 60)
            .Min(radius => Tsne.Divergence(affinities, [.. rows.Span.ToArray().Select(value => value * radius / 4.0)]));
        Assert.True(Tsne.Divergence(affinities, Points(found)) <= ring * 1.01);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public void Gradient_OfAnyPoints_IsTheSlopeOfTheDivergence(int n)
    {
        var affinities = Tsne.Affinities(Make.Random(n, 3), (n - 1) / 3.0);
        var points = Make.Random(n, 2, seed: 2).Span.ToArray();
        var gradient = new double[2 * n];

        Tsne.Gradient(affinities, points, 1, new double[n * n], gradient);

        for (var i = 0; i < points.Length; i++)
        {
            double At(double offset)
            {
                double[] moved = [.. points];
                moved[i] += offset;
                return Tsne.Divergence(affinities, moved);
            }
            Assert.Equal((At(Step) - At(-Step)) / (2 * Step), gradient[i], GradientTolerance);
        }
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1)]
    [InlineData(1e4)]
    public void Affinities_AtAnyScale_AreSymmetricProbabilitiesAndKeepThePerplexity(double scale)
    {
        const int n = 12;
        var rows = Make.Random(n, 4);
        foreach (ref var value in rows.Span)
        {
            value *= scale;
        }

        var affinities = Tsne.Affinities(rows, 3);

        Assert.Equal(1, affinities.Span.ToArray().Sum(), EntropyTolerance);
        Assert.Equal(affinities.Transpose().Span.ToArray(), affinities.Span.ToArray());
        Assert.Equal(
            Tsne.Affinities(Make.Random(n, 4), 3).Span.ToArray().Max(), affinities.Span.ToArray().Max(), EntropyTolerance);
        Assert.All(Enumerable.Range(0, n), i => Assert.Equal(0, affinities[i, i]));
    }

    [Fact]
    public void Affinities_OfRowsThatAreAllTheSame_AreAllAlike()
    {
        var affinities = Tsne.Affinities(new Matrix(5, 3), 1.5);

        Assert.All(
            Enumerable.Range(0, 25).Where(pair => pair / 5 != pair % 5),
            pair => Assert.Equal(1 / 20.0, affinities.Span[pair], EntropyTolerance));
    }

    [Fact]
    public void Of_ThreeRows_Throws() =>
        Assert.Contains(
            "at least 4 rows", Assert.Throws<ArgumentException>(() => Tsne.Of(new Matrix(3, 2), 0)).Message,
            StringComparison.Ordinal);

    private static double[] Points(PlanePoints points) =>
        [.. points.X.Zip(points.Y).SelectMany(point => new[] { point.First, point.Second })];
}
