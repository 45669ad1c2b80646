namespace Grokking.Training.Tests;

public sealed class CorruptionTests
{
    private static readonly BinaryOperation Addition = ModularOperation.Add(97);

    [Fact]
    public void UniformAnswers_AreRightByChanceAlone()
    {
        var split = Split.Draw(Addition, 0.5, 0).WithUniformAnswers(Addition, 0.35, 0);
        Assert.Equal((int)(0.35 * 4704), split.Taught.Count);
        var right =
            split.Taught.Zip(split.Train).Count(item => item.First == Addition.Answer(item.Second / 97, item.Second % 97));
        Assert.InRange(right, 5, 35);
        Assert.All(split.Taught, answer => Assert.InRange(answer, 0, 96));
    }

    [Fact]
    public void AnswersOfOthers_AreAsOftenAsTheOperationHasThem()
    {
        // x² + y² mod 7 has 0 once and each other answer eight times.
        var squares = ModularOperation.Of("mod-squares", 7);
        var split = Split.Draw(squares, 0.9, 1);
        var taught = Enumerable.Range(0, 200).SelectMany(seed => split.WithAnswersOfOthers(squares, 40, seed).Taught).ToList();
        Assert.Equal(1.0 / 49, taught.Count(answer => answer == 0) / (double)taught.Count, 0.006);
    }

    [Fact]
    public void Draws_DependOnTheSeedAlone()
    {
        var split = Split.Draw(Addition, 0.5, 0);
        Assert.Equal(split.WithUniformAnswers(Addition, 0.1, 3).Taught, split.WithUniformAnswers(Addition, 0.1, 3).Taught);
        Assert.NotEqual(split.WithUniformAnswers(Addition, 0.1, 3).Taught, split.WithUniformAnswers(Addition, 0.1, 4).Taught);
    }

    [Theory]
    [InlineData("corrupt_fraction=1.5", "split.corrupt_fraction: expected 0 to 1, got 1.5.")]
    [InlineData("corrupt_fraction=0.1 corrupt_count=5", "two ways")]
    [InlineData("momentum=0.5", "momentum: is of sgd and muon")]
    [InlineData("filter_gain=2", "filter_gain: expected together with gradient_filter")]
    [InlineData("batch_norm=true", "batch_norm: is of 'mlp-one-hot'")]
    [InlineData("optimizer=sdg", "expected one of adamw, adam, sgd, muon, got \"sdg\"")]
    public void ASetting_ThatMakesNoSense_IsRefusedInWords(string settings, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<InvalidDataException>(() => ConfigJson.With(new RunConfig(), settings.Split(' '))).Message,
            StringComparison.Ordinal);
}
