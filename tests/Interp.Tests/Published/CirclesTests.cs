namespace Grokking.Interp.Tests;

/// <summary>Key frequencies of published networks of Zhong et al. (2023), named in their text or found in their
/// embeddings.</summary>
[Trait("lane", "full")]
public sealed class CirclesTests
{
    [Theory]
    [InlineData("p99zdpze5l", 3, 15, 17)] // Model A, a pizza
    [InlineData("l8k1hzciux", 13, 16, 21)] // Model B, a clock
    [InlineData("p71frej8t7", 14, 17, 24, 29)] // model β: no neuron of its second layer has one frequency
    public void KeyFrequencies_AreTheCirclesOfTheNetwork(string id, params int[] expected)
    {
        var view = PublishedNetworks.View(id);
        Assert.Equal(expected, view.KeyFrequencies);
        Assert.InRange(view.CosineFit.FractionExplained(expected), 0.97, 1);
    }

    /// <summary>Alone, the circles of a pizza leave opposite operands in the dark and those of a clock do not (two of Model B's
    /// three multiply); together, a pizza's circles cover that for each other, so that the logits of the whole network do not
    /// tell.</summary>
    [Theory]
    [InlineData("p99zdpze5l", 0)]
    [InlineData("l8k1hzciux", 2)]
    public void Waves_OfLoneCircles_TellAClockFromAPizza_AndWholeLogitsDoNot(string id, int clocks)
    {
        var view = PublishedNetworks.View(id);
        var whole = DifferenceErrorTable.Of(view.N, view.Logits);

        var alone = CircleFit.Waves(view, view.KeyFrequencies);

        Assert.Equal(clocks, view.KeyFrequencies.Zip(alone).Count(circle => Opposite(circle.Second, circle.First, view.N) > 0.7));
        Assert.All(view.KeyFrequencies, k => Assert.InRange(Opposite(whole.WaveByDifference(k), k, view.N), 0.7, 1.3));
    }

    // Mean of the pairs at least 150° apart over the mean of all.
    private static double Opposite(double[] wave, int k, int p) =>
        wave.Where((_, d) => Math.Cos(2 * Math.PI * k * d / p) < Math.Cos(150 * Math.PI / 180)).Average() / wave.Average();
}
