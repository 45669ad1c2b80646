namespace Grokking.Interp.Tests;

public sealed class SumDirectionsTests
{
    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public void Directions_AreOrthonormal(int p)
    {
        var directions = new SumDirections(new FourierBasis(p));
        double[][] all =
        [
            .. directions.Basis.Frequencies.Select(directions.Cosine),
            .. directions.Basis.Frequencies.Where(directions.Basis.HasSine).Select(directions.Sine),
        ];
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = 0; j < all.Length; j++)
            {
                Assert.Equal(i == j ? 1 : 0, all[i].Zip(all[j], (x, y) => x * y).Sum(), Rounding);
            }
        }
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(8, 3)]
    [InlineData(8, 4)]
    public void Project_EqualsTheProjectionOntoTheDirections(int p, int k)
    {
        var directions = new SumDirections(new FourierBasis(p));
        var pairs = Make.Random(p * p, 1);
        double[][] basis = directions.Basis.HasSine(k) ? [directions.Cosine(k), directions.Sine(k)] : [directions.Cosine(k)];
        var bySum = directions.Project(directions.MeanBySum(pairs), k);
        for (var pair = 0; pair < p * p; pair++)
        {
            var expected = basis.Sum(d => d[pair] * Enumerable.Range(0, p * p).Sum(i => d[i] * pairs[i, 0]));
            Assert.Equal(expected, bySum[((pair / p) + (pair % p)) % p, 0], Rounding);
        }
    }

    [Fact]
    public void Sine_OfHalfAnEvenModulus_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SumDirections(new FourierBasis(8)).Sine(4));
    }
}
