namespace Grokking.Interp.Tests;

public sealed class DifferenceErrorTableTests
{
    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(17)]
    public void Correlation_OfRandomLogits_IsPearsonsOverAllEntries(int p)
    {
        var logits = Make.Random(p * p, p);
        var patterns = Make.Random(2, p, seed: 2);
        var table = DifferenceErrorTable.Of(p, logits);
        var expected = Pearson(p, logits, (d, e) => patterns[0, d] * patterns[1, e]);
        Assert.Equal(expected, table.Correlation(patterns.Row(0), patterns.Row(1)), Rounding);
    }

    [Fact]
    public void Correlation_IsTheSameForAnyShiftAndPositiveMultipleOfTheLogits()
    {
        const int P = 7;
        var logits = Make.Random(P * P, P);
        var changed = Make.Pairs(P, P, (a, b, c) => (3 * logits[(a * P) + b, c]) - 20);
        var pattern = Make.Random(2, P, seed: 2);
        Assert.Equal(
            DifferenceErrorTable.Of(P, logits).Correlation(pattern.Row(0), pattern.Row(1)),
            DifferenceErrorTable.Of(P, changed).Correlation(pattern.Row(0), pattern.Row(1)), Rounding);
    }

    [Fact]
    public void Variance_OfConstantLogits_IsZero()
    {
        var table = DifferenceErrorTable.Of(5, Make.Pairs(5, 5, (_, _, _) => 0.1));
        Assert.Equal(0, table.Variance);
        Assert.Null(PatternFits.Of(table, 1, freePhase: false));
    }

    [Fact]
    public void Of_AnotherShape_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => DifferenceErrorTable.Of(5, new Matrix(25, 6)));
        Assert.Contains("expected [25, 5], got [25, 6]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_ClassMeans_LeavesZeroMeansAndSaysTheirShare()
    {
        const int P = 7;
        var logits = Make.Pairs(P, P, (a, b, c) => (c == 0 ? 2 : 0) + Math.Cos(2 * Math.PI * (c - a - b) / P));
        var share = ClassMeans.Remove(logits);
        var means = Enumerable.Range(0, P).Select(c => Enumerable.Range(0, P * P).Average(pair => logits[pair, c]));
        Assert.All(means, mean => Assert.Equal(0, mean, Rounding));
        // Variance of the means: 4·(1/p − 1/p²); of the cosine: ½.
        var means4 = 4 * (1.0 / P) * (1 - (1.0 / P));
        Assert.Equal(means4 / (means4 + 0.5), share, Rounding);
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(8, 4)]
    [InlineData(17, 5)]
    public void WaveByDifference_OfAPizzaBesideAClock_IsTheAmplitudeOfEachDifference(int p, int k)
    {
        // The pizza's part is of the frequency that is asked for, the clock's of another.
        double Amplitude(int d) => 3 * Math.Abs(Math.Cos(Math.PI * k * d / p));
        var logits = Make.Pairs(p, p, (a, b, c) =>
            (Amplitude((a - b + p) % p) * Math.Cos(2 * Math.PI * k * (a + b - c) / p))
                + (5 * Math.Cos(2 * Math.PI * (a + b - c) / p)) + 2);

        var waves = DifferenceErrorTable.Of(p, logits).WaveByDifference(k);

        Assert.All(waves.Index(), wave => Assert.Equal(Amplitude(wave.Index), wave.Item, Rounding));
    }

    [Fact]
    public void WaveByDifference_OfAHandBuiltPizza_FallsWithTheAngle_AndIsLevelWithProducts()
    {
        const int P = 13;
        double[] Waves(Training.Model model) => DifferenceErrorTable.Of(P, Toy.Evaluation(model, P).Cyclic!.Logits)
            .WaveByDifference(2);
        var (pizza, products) = (Waves(HandBuilt.Pizza(P, 2, 5)), Waves(HandBuilt.Quadratic(P, 2, 5)));

        // Sixteen phases stand for all.
        Assert.All(pizza.Index(), wave => Assert.Equal(Math.Abs(Math.Cos(Math.PI * 2 * wave.Index / P)),
            wave.Item / pizza[0], 0.02));
        Assert.All(products, wave => Assert.Equal(products[0], wave, 1e-4 * products[0]));
    }

    private static double Pearson(int p, Matrix logits, Func<int, int, double> pattern)
    {
        var pairs = Enumerable.Range(0, p * p * p)
            .Select(i => (a: i / p / p, b: i / p % p, c: i % p))
            .Select(t => (x: logits[(t.a * p) + t.b, t.c], y: pattern((t.a - t.b + p) % p, (t.c - t.a - t.b + (2 * p)) % p)))
            .ToArray();
        var (meanX, meanY) = (pairs.Average(pair => pair.x), pairs.Average(pair => pair.y));
        return pairs.Sum(pair => (pair.x - meanX) * (pair.y - meanY))
            / Math.Sqrt(
                pairs.Sum(pair => (pair.x - meanX) * (pair.x - meanX)) * pairs.Sum(pair => (pair.y - meanY) * (pair.y - meanY)));
    }
}
