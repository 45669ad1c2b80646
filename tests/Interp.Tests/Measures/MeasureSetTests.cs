using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class MeasureSetTests
{
    private const int P = 7;

    [Fact]
    public void Ids_AreDifferentAndSnakeCase()
    {
        string[] ids = [.. MeasureSet.Default.Measures.Select(measure => measure.Id), .. MeasureSet.Default.PerFrequency.Select(measure => measure.Id)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-z]+(_[a-z]+)*$", id));
    }

    [Fact]
    public void Of_AWholeNetwork_IsANumberForEveryMeasure()
    {
        var evaluation = Toy.Evaluation(P, split: Toy.Split(P), keys: [1, 3]);
        Assert.All(MeasureSet.Default.Measures, measure => Assert.True(measure.Of(evaluation).Value is not null, measure.Id));
        Assert.All(MeasureSet.Default.PerFrequency, measure => Assert.NotNull(measure.Of(evaluation.Cyclic!, 2).Value));
    }

    [Theory]
    [InlineData("train_loss_answers", "not known")]
    [InlineData("test_accuracy", "not known")]
    [InlineData("excluded_loss", "not known")]
    [InlineData("gini_embed", "without a model")]
    [InlineData("gini_neuron_logit", "without a model")]
    [InlineData("neurons_explained", "no neurons")]
    public void Of_LogitsAlone_SaysWhatIsMissing(string id, string reason)
    {
        var value = MeasureSet.Default[id].Of(Toy.Evaluation(P, new Matrix(P * P, P), null, 1));
        Assert.Null(value.Value);
        Assert.Contains(reason, value.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restricted_loss")]
    [InlineData("excluded_loss_all")]
    [InlineData("trig_loss")]
    public void Of_AnOperationThatIsNoAddition_IsMissing(string id)
    {
        var operation = ModularOperation.Of("mod-cubic", P);
        var activations = new FullBatchActivations { Operation = operation, Logits = new Matrix(P * P, P) };
        var value = MeasureSet.Default[id].Of(new CheckpointEvaluation(activations));
        Assert.Null(value.Value);
        Assert.Equal($"not defined for {operation.Description}", value.Reason);
        Assert.DoesNotContain(MeasureSet.Default.For(operation), measure => measure.Id == id);
    }

    [Fact]
    public void Of_ASplitWithoutTestPairs_SaysSo()
    {
        var split = new Split([.. Enumerable.Range(0, P * P)], []);
        var value = MeasureSet.Default["test_loss_answers"].Of(Toy.Evaluation(P, new Matrix(P * P, P), split, 1));
        Assert.Equal("the split has no test pairs", value.Reason);
    }

    [Fact]
    public void Of_FrequencyOutOfRange_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => MeasureSet.Default.PerFrequency[0].Of(Toy.View(P, new Matrix(P * P, P)), 4));

    [Fact]
    public void Find_AnUnknownId_NamesTheNearest()
    {
        var error = Assert.Throws<ArgumentException>(() => MeasureSet.Default["restricted_los"]);
        Assert.Contains("Did you mean 'restricted_loss'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_AMeasureOfOnesOwn_HasItLast()
    {
        var mine = new Measure<CheckpointEvaluation>("mine", "number of pairs", evaluation => evaluation.Pairs.Count);
        var set = MeasureSet.Default.With(mine);
        Assert.Equal(P * P, set["mine"].Of(Toy.Evaluation(P)).Value);
        Assert.Equal("mine", set.Measures[^1].Id);
        Assert.Equal(P * P, Analyzer.Analyze(Toy.Evaluation(P), measures: set).Progress["mine"]);
    }

    [Fact]
    public void With_AnIdThatIsTaken_Throws()
    {
        var error = Assert.Throws<ArgumentException>(
            () => MeasureSet.Default.With(new Measure<CyclicView>("trig_loss", "mine", view => view.N)));
        Assert.Contains("'trig_loss' is there already", error.Message, StringComparison.Ordinal);
    }
}
