using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class AnswerTableTests
{
    private const int P = 7;

    [Fact]
    public void Given_OfANetworkThatAddsToATask_IsTheSum()
    {
        var table = Of("mod-sub", (a, b) => a + b);

        Assert.Equal(6, table.Given(2, 4));
        Assert.Equal(5, table.Right(2, 4));
        Assert.Equal(1, table.SymmetricAnswers);
    }

    [Theory]
    [InlineData("mod-add", 1)]
    [InlineData("mod-sub", 7 / 49.0)]
    [InlineData("mod-div", 12 / 36.0)]
    public void SymmetricPairs_OfAnOperation_AreThoseWithTheAnswerOfTheirMirror(string id, double expected) =>
        Assert.Equal(expected, Of(id, (a, b) => 0).SymmetricPairs);

    [Fact]
    public void Given_WhereDivisionIsNotDefined_IsNull()
    {
        var table = Of("mod-div", (a, b) => 3);

        Assert.Null(table.Given(4, 0));
        Assert.Null(table.Right(4, 0));
        Assert.Equal(3, table.Given(4, 1));
    }

    [Fact]
    public void Wrong_CountsTrainedAndOtherPairsApart()
    {
        var operation = ModularOperation.Add(P);
        var table = Of(operation, (a, b) => a == 0 ? 0 : a + b, new Split([0, 1, 2], [.. Enumerable.Range(3, P * P - 3)]));

        Assert.Equal(2, table.Wrong(toTrained: true));
        Assert.Equal(P - 3, table.Wrong(toTrained: false));
        Assert.True(table.IsTrained(0, 2));
        Assert.False(table.IsTrained(0, 3));
    }

    [Fact]
    public void IsTrained_OfAnUnknownSplit_IsNull() => Assert.Null(Of("mod-add", (a, b) => 0).IsTrained(0, 0));

    [Fact]
    public void Given_APairOutOfRange_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Of("mod-add", (a, b) => 0).Given(0, P));

    private static AnswerTable Of(string id, Func<int, int, int> answer) => Of(ModularOperation.Of(id, P), answer, null);

    private static AnswerTable Of(BinaryOperation operation, Func<int, int, int> answer, Split? split)
    {
        var logits = new Matrix(operation.PairCount, P);
        foreach (var (row, pair) in operation.Pairs.Index())
        {
            logits[row, answer(pair / P, pair % P) % P] = 1;
        }
        return new CheckpointEvaluation(new FullBatchActivations { Operation = operation, Logits = logits }, split).Answers;
    }
}
