namespace Grokking.Training.Tests;

public class MersenneTwisterTests
{
    /// <summary>The C++ standard states this value for its mt19937 ([rand.predef]).</summary>
    [Fact]
    public void NextUInt32_TenThousandthOfSeed5489_EqualsTheStandardsValue()
    {
        var twister = MersenneTwister.FromSeed(5489);
        for (var i = 1; i < 10000; i++)
        {
            twister.NextUInt32();
        }
        Assert.Equal(4123659995u, twister.NextUInt32());
    }

    /// <summary>The first numbers of mt19937ar.out, which its authors publish beside the code.</summary>
    [Fact]
    public void FromKey_OnTheAuthorsKey_GivesTheAuthorsOutput()
    {
        var twister = MersenneTwister.FromKey([0x123, 0x234, 0x345, 0x456]);
        uint[] drawn = [twister.NextUInt32(), twister.NextUInt32(), twister.NextUInt32()];
        Assert.Equal([1067595299u, 955945823u, 477289528u], drawn);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(623)]
    [InlineData(624)]
    [InlineData(1000)]
    public void FromState_AfterSaveState_ContinuesWithTheSameWords(int drawnBefore)
    {
        var original = MersenneTwister.FromSeed(1);
        for (var i = 0; i < drawnBefore; i++)
        {
            original.NextUInt32();
        }
        var copy = MersenneTwister.FromState(original.SaveState());
        for (var i = 0; i < 700; i++)
        {
            Assert.Equal(original.NextUInt32(), copy.NextUInt32());
        }
    }

    [Fact]
    public void SaveState_ThenDrawing_LeavesTheSavedWordsAlone()
    {
        var twister = MersenneTwister.FromSeed(3);
        var saved = twister.SaveState();
        var before = saved.ToArray();
        twister.NextUInt32();
        Assert.Equal(before, saved);
    }

    [Fact]
    public void FromKey_OnNoWords_Throws() => Assert.Throws<ArgumentException>(() => MersenneTwister.FromKey([]));

    [Fact]
    public void FromState_OnTooFewWords_SaysHowMany()
    {
        var error = Assert.Throws<ArgumentException>(() => MersenneTwister.FromState(new uint[624]));
        Assert.StartsWith("state: expected 625 words, got 624.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromState_OnAPositionPastTheEnd_Throws()
    {
        var state = MersenneTwister.FromSeed(1).SaveState();
        state[^1] = 625;
        Assert.Throws<ArgumentException>(() => MersenneTwister.FromState(state));
    }

    [Fact]
    public void FromState_OnZeros_Throws() => Assert.Throws<ArgumentException>(() => MersenneTwister.FromState(new uint[625]));
}
