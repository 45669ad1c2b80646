using System.Globalization;

namespace Grokking.Training.Tests;

public class PythonRandomTests
{
    public static TheoryData<int> Draws => RandomGolden.Rows("python");

    public static TheoryData<int> Splits => RandomGolden.Rows("splits");

    [Theory]
    [MemberData(nameof(Draws))]
    public void EveryMember_InPythonsOrder_DrawsWhatPythonDraws(int row)
    {
        var golden = RandomGolden.Row("python", row);
        var random = new PythonRandom(golden.GetProperty("seed").GetInt64());
        foreach (var expected in golden.GetProperty("random").EnumerateArray())
        {
            Assert.Equal(expected.GetDouble(), random.Random());
        }
        foreach (var expected in golden.GetProperty("bits").EnumerateArray())
        {
            var bits = ulong.Parse(expected[1].GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal(bits, random.GetRandBits(expected[0].GetInt32()));
        }
        foreach (var expected in golden.GetProperty("below").EnumerateArray())
        {
            Assert.Equal(expected[1].GetInt32(), random.RandBelow(expected[0].GetInt32()));
        }
        foreach (var expected in golden.GetProperty("shuffles").EnumerateArray())
        {
            var items = Enumerable.Range(0, expected[0].GetInt32()).ToArray();
            random.Shuffle(items.AsSpan());
            Assert.Equal(expected[1].EnumerateArray().Select(n => n.GetInt32()), items);
        }
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Shuffle_OfAllPairs_GivesPythonsSplit(int row)
    {
        var golden = RandomGolden.Row("splits", row);
        var p = golden.GetProperty("p").GetInt32();
        var pairs = ShuffledPairs(golden.GetProperty("seed").GetInt64(), p);
        var first =
            golden.GetProperty("first").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32())).ToArray();
        Assert.Equal(first, pairs[..first.Length]);
        var train = pairs[..golden.GetProperty("train").GetInt32()];
        Assert.Equal(golden.GetProperty("sha256").GetString(), SortedHash(train, p));
    }

    /// <summary>The split of the published mainline run (Nanda et al., 2023): p 113, 30 %, seed 0.</summary>
    [Fact]
    public void Shuffle_WithSeed0AndP113_GivesThePublishedSplit()
    {
        var pairs = ShuffledPairs(0, 113);
        Assert.Equal([(18, 34), (10, 83), (55, 28), (25, 51), (63, 65)], pairs[..5]);
        Assert.Equal((55, 96), pairs[^1]);
        Assert.Equal("0e18047a9115ed765ef1ae7347cd0e1d876b2464c715a220791a790db8dea6cb", SortedHash(pairs[..3830], 113));
    }

    [Fact]
    public void FromState_AfterSaveState_ContinuesWithTheSameDraws()
    {
        var original = new PythonRandom(5);
        original.Random();
        var copy = PythonRandom.FromState(original.SaveState());
        Assert.Equal(original.Random(), copy.Random());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65)]
    public void GetRandBits_OutsideZeroTo64_Throws(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PythonRandom(0).GetRandBits(count));

    [Fact]
    public void RandBelow_Zero_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new PythonRandom(0).RandBelow(0));

    private static (int A, int B)[] ShuffledPairs(long seed, int p)
    {
        var pairs = (from a in Enumerable.Range(0, p) from b in Enumerable.Range(0, p) select (a, b)).ToArray();
        new PythonRandom(seed).Shuffle(pairs.AsSpan());
        return pairs;
    }

    private static string SortedHash((int A, int B)[] pairs, int p) =>
        RandomGolden.Hash(pairs.Select(pair => (pair.A * p) + pair.B).Order());
}
