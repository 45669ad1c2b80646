using System.Text.Json;

namespace Grokking.Training.Tests;

public class TorchRandomTests
{
    /// <summary>PyTorch's vectorised log, sine and cosine differ from exactly rounded ones in the last bits of values up to 6.
    /// </summary>
    private const double NormalTolerance = 1e-6;

    public static TheoryData<int> Sequences => RandomGolden.Rows("torch");

    [Theory]
    [MemberData(nameof(Sequences))]
    public void EachSequenceOfCalls_DrawsWhatPyTorchDraws(int row)
    {
        var golden = RandomGolden.Row("torch", row);
        var random = new TorchRandom(golden.GetProperty("seed").GetInt64());
        foreach (var call in golden.GetProperty("calls").EnumerateArray())
        {
            Compare(random, call);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void FromState_AfterSaveState_ContinuesWithTheSameDraws(int drawnBefore)
    {
        var original = new TorchRandom(11);
        original.FillNormal(new float[drawnBefore]);
        var copy = TorchRandom.FromState(original.SaveState());
        var (expected, actual) = (new float[3], new float[3]);
        original.FillNormal(expected);
        copy.FillNormal(actual);
        Assert.Equal(expected, actual);
        Assert.Equal(original.Permutation(50), copy.Permutation(50));
    }

    [Fact]
    public void FillNormal_OnAMillionValues_HasMeanZeroAndVarianceOne()
    {
        var values = new float[1_000_000];
        new TorchRandom(4).FillNormal(values);
        // Five standard errors: 1e-3 for the mean, sqrt(2)*1e-3 for the variance.
        Assert.InRange(values.Average(v => (double)v), -5e-3, 5e-3);
        Assert.InRange(values.Average(v => (double)v * v), 1 - 7e-3, 1 + 7e-3);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(214748365)]
    public void Permutation_OutsideWhatTorchDrawsBy32Bits_Throws(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TorchRandom(0).Permutation(count));

    [Fact]
    public void FromState_OnPythonsState_SaysHowManyWords()
    {
        var error = Assert.Throws<ArgumentException>(() => TorchRandom.FromState(new PythonRandom(0).SaveState()));
        Assert.StartsWith("state: expected 628 words, got 625.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromState_OnAFlagThatIsNeither0Nor1_Throws()
    {
        var state = new TorchRandom(0).SaveState();
        state[625] = 2;
        Assert.Throws<ArgumentException>(() => TorchRandom.FromState(state));
    }

    private static void Compare(TorchRandom random, JsonElement call)
    {
        var size = call.GetProperty("size").GetInt32();
        switch (call.GetProperty("kind").GetString())
        {
            case "permutation":
                Assert.Equal(call.GetProperty("sha256").GetString(), RandomGolden.Hash(random.Permutation(size)));
                break;
            case "uniform":
                var uniform = new float[size];
                random.FillUniform(uniform);
                CompareValues(call, uniform, 0);
                break;
            default:
                var normal = new float[size];
                random.FillNormal(normal);
                CompareValues(call, normal, NormalTolerance);
                break;
        }
    }

    private static void CompareValues(JsonElement call, float[] values, double tolerance)
    {
        var expected = call.GetProperty("index").EnumerateArray().Zip(call.GetProperty("values").EnumerateArray());
        foreach (var (index, value) in expected)
        {
            Assert.Equal(value.GetDouble(), values[index.GetInt32()], tolerance);
        }
        var summed = 1e-9 + (values.Length * tolerance);
        Assert.Equal(call.GetProperty("sum").GetDouble(), values.Sum(v => (double)v), summed);
        Assert.Equal(call.GetProperty("sum_squares").GetDouble(), values.Sum(v => (double)v * v), summed * 10);
    }
}
