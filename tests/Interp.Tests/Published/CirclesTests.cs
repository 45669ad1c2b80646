namespace Grokking.Interp.Tests;

/// <summary>Key frequencies of published networks of Zhong et al. (2023), named in their text or found in their embeddings.</summary>
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
}
