namespace Grokking.Training.Tests;

public sealed class CrossEntropyTests
{
    // Exponentials and sums in double, each good to a few units in the last place.
    private const double Relative = 1e-13;

    // A gradient is rounded to float32 once.
    private const double GradientRelative = 6e-8;

    public static TheoryData<int> Sizes() => [.. TestNumbers.AwkwardSizes];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Row_OnModerateLogits_AgreesWithTheDefinition(int size)
    {
        var logits = TestNumbers.Uniform(size, seed: size, scale: 5);
        foreach (var label in new[] { 0, size / 2, size - 1 })
        {
            var expected = Definition(TestNumbers.Widened(logits), label);
            Assert.Equal(expected, CrossEntropy.Row(logits, label, new double[size]), Relative * (1 + expected));
        }
    }

    [Theory]
    [InlineData(10, 4.5398899216864644e-05)]
    [InlineData(25, 1.388794386486783e-11)]
    [InlineData(100, 3.720075976020836e-44)]
    [InlineData(700, 9.859676543759770e-305)]
    public void Row_OnAConfidentRightAnswer_KeepsRelativePrecision(float lead, double expected)
    {
        var loss = CrossEntropy.Row([0, lead], 1, new double[2]);
        Assert.Equal(1, loss / expected, 1e-12);
    }

    [Fact]
    public void Row_WhenNoShareIsLeft_IsZero() => Assert.Equal(0, CrossEntropy.Row([0, 800, 1], 1, new double[3]));

    [Fact]
    public void Row_OnAConfidentWrongAnswer_IsTheLead() =>
        Assert.Equal(3e38f, CrossEntropy.Row([3e38f, 0, 1], 1, new double[3]));

    [Fact]
    public void Row_OnOneLogit_IsZero() => Assert.Equal(0, CrossEntropy.Row([-7], 0, new double[1]));

    [Fact]
    public void Row_OnEqualLogits_IsTheLogarithmOfTheirNumber() =>
        Assert.Equal(Math.Log(113), CrossEntropy.Row(new float[113], 5, new double[113]), Relative);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Row_OnANonFiniteLogit_IsNotANumber(float broken) =>
        Assert.True(double.IsNaN(CrossEntropy.Row([0, broken, 1], 0, new double[3])));

    [Fact]
    public void Row_AtAnyPlaceInMemory_GivesTheSameBits()
    {
        const int size = 113;
        var logits = TestNumbers.Uniform(size, seed: 6, scale: 10);
        var expected = CrossEntropy.Row(logits, 3, new double[size]);
        var (memory, scratch) = (new float[size + 16], new double[size + 16]);
        for (var offset = 0; offset < 16; offset++)
        {
            logits.CopyTo(memory, offset);
            Assert.Equal(expected, CrossEntropy.Row(memory.AsSpan(offset, size), 3, scratch.AsSpan(15 - offset)));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RowWithGradient_AtAnySize_ReturnsTheLossOfRow(int size)
    {
        var logits = TestNumbers.Uniform(size, seed: size, scale: 8);
        var loss = CrossEntropy.RowWithGradient(logits, size / 3, 0.5, new float[size], new double[size]);
        Assert.Equal(CrossEntropy.Row(logits, size / 3, new double[size]), loss);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(113)]
    public void RowWithGradient_OnModerateLogits_IsTheSlopeOfTheLoss(int size)
    {
        var logits = TestNumbers.Uniform(size, seed: size, scale: 3);
        var gradient = new float[size];
        CrossEntropy.RowWithGradient(logits, 1, 0.25, gradient, new double[size]);
        for (var j = 0; j < size; j++)
        {
            var slope = TestNumbers.Slope(x => Definition(x, 1), TestNumbers.Widened(logits), j);
            Assert.Equal(0.25 * slope, gradient[j], 1e-8);
        }
    }

    [Fact]
    public void RowWithGradient_OnAConfidentRightAnswer_KeepsTheLabelsGradient()
    {
        var gradient = new float[3];
        CrossEntropy.RowWithGradient([0, 40, 1], 1, 2, gradient, new double[3]);
        var (first, last) = (2 * Math.Exp(-40), 2 * Math.Exp(-39));
        Assert.Equal(1, gradient[0] / first, GradientRelative);
        Assert.Equal(1, gradient[2] / last, GradientRelative);
        Assert.Equal(1, gradient[1] / -(first + last), GradientRelative);
    }

    [Theory]
    [InlineData(new float[] { 3 }, 0)]
    [InlineData(new float[] { 1, 5, 5, 2 }, 1)]
    [InlineData(new float[] { -3, -2, -1 }, 2)]
    [InlineData(new float[] { -0f, 0f }, 0)]
    public void ArgMax_OfEqualLogits_IsTheFirst(float[] logits, int expected) =>
        Assert.Equal(expected, CrossEntropy.ArgMax(logits));

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(113)]
    public void ArgMax_WhereverTheLargestStands_FindsIt(int count)
    {
        for (var place = 0; place < count; place++)
        {
            var logits = Enumerable.Range(0, count).Select(i => (float)(i * 7 % 5)).ToArray();
            logits[place] = 9;
            logits[^1] = 9;

            Assert.Equal(place, CrossEntropy.ArgMax(logits));
        }
    }

    private static double Definition(double[] logits, int label) =>
        Math.Log(logits.Sum(logit => Math.Exp(logit - logits[label])));
}
