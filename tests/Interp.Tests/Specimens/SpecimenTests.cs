using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class SpecimenTests
{
    [Fact]
    public void Constructor_LogitsOfTooFewPairs_SaysWhatWasExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => Toy.Specimen(5, new Matrix(24, 5)));
        Assert.Contains("[p²=25, d_vocab_out], got [24, 5]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TooFewClasses_Throws() => Assert.Throws<ArgumentException>(() => Toy.Specimen(5, new Matrix(25, 4)));

    [Fact]
    public void Constructor_ALogitThatIsNotANumber_Throws()
    {
        var logits = new Matrix(25, 5);
        logits[3, 2] = double.NaN;
        Assert.Throws<ArgumentException>(() => Toy.Specimen(5, logits));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Constructor_KeyFrequencyOutOfRange_Throws(int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Toy.Specimen(5, new Matrix(25, 5), null, k));

    [Fact]
    public void Constructor_KeyFrequencyTwice_Throws() =>
        Assert.Throws<ArgumentException>(() => Toy.Specimen(5, new Matrix(25, 5), null, 1, 1));

    [Fact]
    public void Constructor_PairOutOfRange_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Toy.Specimen(5, new Matrix(25, 5), new Split([0], [25])));

    [Fact]
    public void KeyFrequencies_GivenInAnyOrder_AreAscending() =>
        Assert.Equal([1, 2, 3], Toy.Specimen(7, new Matrix(49, 7), null, 3, 1, 2).KeyFrequencies);

    [Fact]
    public void Logits_WithAnEqualsClass_AreThoseOfTheAnswers()
    {
        var specimen = Toy.Specimen(5, Make.Pairs(5, 6, (_, _, c) => c));
        Assert.Equal([0, 1, 2, 3, 4], specimen.Logits.Row(7).ToArray());
    }

    [Fact]
    public void Scores_OverAllClasses_CountTheEqualsClassToo()
    {
        var specimen = Toy.Specimen(5, new Matrix(25, 6));
        Assert.Equal(Math.Log(5), specimen.Scores.All.Loss, 1e-14);
        Assert.Equal(Math.Log(6), specimen.AllClassScores.All.Loss, 1e-14);
    }

    [Fact]
    public void Scores_OfASplit_AreMeansOverItsPairs()
    {
        var specimen = Toy.Specimen(5, Make.Random(25, 5), new Split([0, 7], [3]));
        Assert.Equal((specimen.Scores.Losses[0] + specimen.Scores.Losses[7]) / 2, specimen.Scores.Train!.Value.Loss, 1e-14);
        Assert.Equal(specimen.Scores.Losses[3], specimen.Scores[PairSet.Test].Loss);
    }

    [Fact]
    public void Scores_WithoutASplit_HaveNoTrainingMean()
    {
        var scores = Toy.Specimen(5, Make.Random(25, 5)).Scores;
        Assert.Null(scores.Train);
        Assert.Throws<InvalidOperationException>(() => scores[PairSet.Train]);
    }
}
