using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class AttentionMapsTests
{
    private const int P = 5;

    [Fact]
    public void Means_OfOrdinaryAttention_SumToOne()
    {
        var maps = AttentionMaps.Of(Toy.Evaluation(P).Pairs, P, P)!;
        Assert.Equal((2, 3), (maps.Heads, maps.Keys));
        Assert.Equal(1, maps.Means(1).Sum(), 1e-6); // weights are float32
    }

    [Fact]
    public void Map_IsTheWeightOfOneHeadToOneKeyByPair()
    {
        var pattern = new Training.Tensor(new Shape(P * P, 2, 3));
        pattern[(2 * P) + 4, 1, 2] = 0.75f;
        var activations =
            new FullBatchActivations { Operation = ModularOperation.Add(P), Logits = new Matrix(P * P, P), Pattern = pattern };
        Assert.Equal(0.75, AttentionMaps.Of(new CheckpointEvaluation(activations).Pairs, P, P)!.Map(1, 2)[2, 4]);
    }

    [Fact]
    public void Of_LogitsWithoutAModel_IsNull() =>
        Assert.Null(AttentionMaps.Of(Toy.Evaluation(P, new Matrix(P * P, P)).Pairs, P, P));

    [Fact]
    public void Map_OfAHeadThatIsNotThere_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionMaps.Of(Toy.Evaluation(P).Pairs, P, P)!.Map(2, 0));
}
