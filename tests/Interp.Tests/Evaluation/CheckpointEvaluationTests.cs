using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class CheckpointEvaluationTests
{
    [Fact]
    public void Constructor_LogitsOfTooFewPairs_SaysWhatWasExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => Toy.View(5, new Matrix(24, 5)));
        Assert.Contains("[pairs=25, d_vocab_out], got [24, 5]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TooFewClasses_Throws() => Assert.Throws<ArgumentException>(() => Toy.View(5, new Matrix(25, 4)));

    [Fact]
    public void Constructor_ALogitThatIsNotANumber_Throws()
    {
        var logits = new Matrix(25, 5);
        logits[3, 2] = double.NaN;
        Assert.Throws<ArgumentException>(() => Toy.View(5, logits));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Constructor_KeyFrequencyOutOfRange_Throws(int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Toy.View(5, new Matrix(25, 5), null, k));

    [Fact]
    public void Constructor_KeyFrequencyTwice_Throws() =>
        Assert.Throws<ArgumentException>(() => Toy.View(5, new Matrix(25, 5), null, 1, 1));

    [Fact]
    public void Constructor_PairOutOfRange_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Toy.View(5, new Matrix(25, 5), new Split([0], [25])));

    [Fact]
    public void KeyFrequencies_GivenInAnyOrder_AreAscending() =>
        Assert.Equal([1, 2, 3], Toy.View(7, new Matrix(49, 7), null, 3, 1, 2).KeyFrequencies);

    [Fact]
    public void Logits_WithAnEqualsClass_AreThoseOfTheAnswers()
    {
        var view = Toy.View(5, Make.Pairs(5, 6, (_, _, c) => c));
        Assert.Equal([0, 1, 2, 3, 4], view.Logits.Row(7).ToArray());
    }

    [Fact]
    public void Scores_OverAllClasses_CountTheEqualsClassToo()
    {
        var view = Toy.View(5, new Matrix(25, 6));
        Assert.Equal(Math.Log(5), view.Scores.All.Loss, 1e-14);
        Assert.Equal(Math.Log(6), view.Pairs.AllClassScores.All.Loss, 1e-14);
    }

    [Fact]
    public void Scores_OfASplit_AreMeansOverItsPairs()
    {
        var view = Toy.View(5, Make.Random(25, 5), new Split([0, 7], [3]));
        Assert.Equal((view.Scores.Losses[0] + view.Scores.Losses[7]) / 2, view.Scores.Train!.Value.Loss, 1e-14);
        Assert.Equal(view.Scores.Losses[3], view.Scores[SplitPart.Test].Loss);
    }

    [Fact]
    public void Scores_WhereAPairWasTaughtAnotherAnswer_GoByItOverTrainingPairsAlone()
    {
        // The first training pair, (0, 0), was taught 3; the network answers every pair rightly.
        var logits = Make.Pairs(5, 5, (a, b, c) => (a + b) % 5 == c ? 9 : 0);
        var view = Toy.View(5, logits, new Split([0, 7], [3]) { Taught = [3] });
        Assert.Equal(0.5, view.Scores.Train!.Value.Accuracy);
        Assert.Equal(1, view.Scores.All.Accuracy);
        Assert.Equal(1, view.Scores[SplitPart.Test].Accuracy);
        var wrong = Math.Log(4 + Math.Exp(9));
        Assert.Equal((wrong + view.Scores.Losses[7]) / 2, view.Scores.Train!.Value.Loss, 1e-12);
        Assert.Equal(wrong - 9, view.Scores.Losses[0], 1e-12);
        Assert.Equal(view.Scores.Train, view.Pairs.AllClassScores.Train);
        Assert.Equal(view.Scores.Train!.Value.Accuracy, view.RestrictedExcluded.Keep([1, 2]).Train!.Value.Accuracy);
    }

    [Fact]
    public void Scores_WithoutASplit_HaveNoTrainingMean()
    {
        var scores = Toy.View(5, Make.Random(25, 5)).Scores;
        Assert.Null(scores.Train);
        Assert.Throws<InvalidOperationException>(() => scores[SplitPart.Train]);
    }
}
