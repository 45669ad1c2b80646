using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class NumberLinesTests
{
    private const double OfAWave = NumberLine.OfAWave;

    [Theory]
    [InlineData(53, 7, 0)]
    [InlineData(113, 1, 40)]
    [InlineData(60, 7, 59)]
    public void Line_HoldsALine_AndAWaveThreeFifthsOfIt(int n, int k, int cut)
    {
        var line = Of(n, (x, _) => ((k * x) + n - cut) % n).Of([0], k)!;

        Assert.Equal(1, line.LineShare, 1e-9);
        Assert.Equal(OfAWave, line.WaveShare, 0.001);
        Assert.Equal(Enumerable.Range(0, n).Select(x => (double)(((k * x) + n - cut) % n)), line.Places);
        Assert.All(line.Places.Zip(line.Received), place => Assert.Equal(place.First, place.Second, 1e-6));
    }

    /// <summary>An operand at the other end of the cut is n places away.</summary>
    [Fact]
    public void Line_MayHaveOperandsAtTheOtherEnd()
    {
        const int n = 53, moved = 3;
        var line = Of(n, (x, _) => x < moved && x != 1 ? x + n : x).Of([0], 1)!;

        Assert.Equal(1, line.LineShare, 1e-9);
        Assert.Equal([n, 1, n + 2, 3], line.Places.Take(4).Select(place => place - line.Places[3] + 3));
    }

    [Fact]
    public void Wave_IsNoLine()
    {
        var lines = Of(53, (x, _) => Math.Cos(2 * Math.PI * 7 * x / 53));

        Assert.Equal(1, lines.Shares([0], 7).Wave, 1e-9);
        Assert.Equal(OfAWave, lines.Shares([0], 7).Line, 0.01);
        Assert.Null(lines.Of([0], 7));
    }

    /// <summary>Of few values all functions are five harmonics.</summary>
    [Theory]
    [InlineData(24, 12)]
    [InlineData(60, 6)]
    public void Line_OfFewPlaces_IsNone(int n, int k) => Assert.Null(Of(n, (x, _) => k * x % n).Of([0], k));

    /// <summary>Neurons of one line share it, whatever they make of it.</summary>
    [Fact]
    public void Line_IsOneForAllNeurons()
    {
        var lines = Of(53, (x, neuron) => (neuron - 1.5) * (7 * x % 53), neurons: 4);

        Assert.Equal(1, lines.Of([0, 1, 2, 3], 7)!.LineShare, 1e-9);
    }

    // Neurons that receive the same function of a and of b.
    private static NumberLines Of(int n, Func<int, int, double> function, int neurons = 1)
    {
        var pairs = new Matrix(n * n, neurons);
        for (var pair = 0; pair < n * n; pair++)
        {
            for (var neuron = 0; neuron < neurons; neuron++)
            {
                pairs[pair, neuron] = function(pair / n, neuron) + function(pair % n, neuron);
            }
        }
        return NumberLines.Of(PairMarginals.Of(new FourierBasis(n), pairs));
    }
}
