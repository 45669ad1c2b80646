using System.Security.Cryptography;
using System.Text;

namespace Grokking.Training.Tests;

public sealed class SplitTests
{
    [Fact]
    public void Draw_WithSeed0_IsThePapersSplit()
    {
        var split = Split.Draw(ModularOperation.Add(113), 0.3, 0);

        var text = string.Join(',', split.Train.Order());
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        Assert.Equal("0e18047a9115ed765ef1ae7347cd0e1d876b2464c715a220791a790db8dea6cb", hash);
        Assert.Equal((18 * 113) + 34, split.Train[0]);
        Assert.Equal((55 * 113) + 96, split.Test[^1]);
    }

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(5, 0.33)]
    [InlineData(59, 0.8)]
    public void Draw_SharesOutEveryPairOnce(int p, double fraction)
    {
        var split = Split.Draw(ModularOperation.Add(p), fraction, 7);

        Assert.Equal((int)(fraction * p * p), split.Train.Count);
        Assert.Equal(Enumerable.Range(0, p * p), split.Train.Concat(split.Test).Order());
    }

    [Fact]
    public void Draw_OfDivision_SharesOutThePairsOnWhichItIsDefined()
    {
        var split = Split.Draw(ModularOperation.Of("mod-div", 97), 0.5, 0);
        Assert.Equal((4656, 4656), (split.Train.Count, split.Test.Count));
        Assert.DoesNotContain(split.Train.Concat(split.Test), pair => pair % 97 == 0);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Draw_WithFractionOutOfRange_SaysSo(double fraction)
    {
        var error = Assert.Throws<ArgumentException>(() => Split.Draw(ModularOperation.Add(5), fraction, 0));

        Assert.Contains("expected above 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutTest_TestsOnTheRest()
    {
        using var folder = new TempFolder();
        var path = folder.Write("split.json", """{ "train": [3, 0], "note": "other keys are ignored" }""");

        var split = Split.Read(path, ModularOperation.Add(2));

        Assert.Equal([3, 0], split.Train);
        Assert.Equal([1, 2], split.Test);
    }

    [Theory]
    [InlineData("not json", "not JSON")]
    [InlineData("[1, 2]", "expected an object with an array 'train'")]
    [InlineData("""{ "train": 3 }""", "'train': expected an array")]
    [InlineData("""{ "train": [] }""", "'train' is empty")]
    [InlineData("""{ "train": [1, 4] }""", "'train'[1]: expected a pair index 0 to 3, got 4")]
    [InlineData("""{ "train": [1.5] }""", "got 1.5")]
    [InlineData("""{ "train": [1, 1] }""", "pair 1 occurs twice")]
    [InlineData("""{ "train": [1], "test": [1] }""", "'test'[0]: pair 1 occurs twice")]
    [InlineData("""{ "p": 3, "train": [1] }""", "'p' is 3, but the operation's is 2")]
    public void Read_OfBadInput_NamesFileAndFault(string json, string expected)
    {
        using var folder = new TempFolder();
        var path = folder.Write("split.json", json);

        var error = Assert.Throws<InvalidDataException>(() => Split.Read(path, ModularOperation.Add(2)));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
