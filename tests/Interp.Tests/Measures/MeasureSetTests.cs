using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class MeasureSetTests
{
    private const int P = 7;

    [Fact]
    public void Ids_AreDifferentAndSnakeCase()
    {
        string[] ids = [.. MeasureSet.Default.Measures.Select(measure => measure.Id),
            .. MeasureSet.Default.PerFrequency.Select(measure => measure.Id),
            .. MeasureSet.Default.PerRepresentation.Select(measure => measure.Id)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-z]+(_[a-z]+)*$", id));
    }

    [Fact]
    public void Of_AWholeNetwork_IsANumberForEveryMeasure()
    {
        var evaluation = Toy.Evaluation(P, split: Toy.Split(P), keys: [1, 3]);
        Assert.All(
            MeasureSet.Default.For(evaluation.Operation),
            measure => Assert.True(measure.Of(evaluation).Value is not null, measure.Id));
        Assert.All(MeasureSet.Default.PerFrequency, measure => Assert.NotNull(measure.Of(evaluation.Cyclic!, 2).Value));
    }

    [Fact]
    public void Of_AWholeNetworkOnAGroup_IsANumberForEveryMeasureOfGroups()
    {
        var operation = OperationCatalogue.Create(GroupOperation.SymmetricId, 6);
        var config = new ModelConfig { DModel = 8, NHeads = 2, DMlp = 12 };
        var architecture = ArchitectureCatalogue.Find(config.Architecture).Build(config, operation);
        var model = new Model(architecture, WeightInit.Draw(architecture, 0));
        var evaluation = new CheckpointEvaluation(FullBatchActivations.Of(model, operation), Toy.Split(6), [1, 2]);
        var view = evaluation.View<RepresentationView>()!;

        Assert.All(
            MeasureSet.Default.For(operation), measure => Assert.True(measure.Of(evaluation).Value is not null, measure.Id));
        Assert.All(MeasureSet.Default.PerRepresentation, measure => Assert.NotNull(measure.Of(view, view.KeyIrreps[1]).Value));
        Assert.Equal(
            MeasureSet.Default.For(operation).Count + 2 * MeasureSet.Default.PerRepresentation.Count,
            MeasureSet.Default.Columns(operation, [1, 2]).Count);
    }

    [Theory]
    [InlineData("train_loss_answers", "not known")]
    [InlineData("test_accuracy", "not known")]
    [InlineData("excluded_loss", "not known")]
    [InlineData("gini_embed", "without a model")]
    [InlineData("gini_neuron_logit", "without a model")]
    [InlineData("neurons_explained", "no neurons")]
    [InlineData("effective_rank_embed", "without a model")]
    [InlineData("gini_neurons", "no neurons")]
    [InlineData("ipr_neurons", "without a model")]
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

    // Of the pizza every weight from an operand or to an answer is one wave; of the table it is one operand or answer.
    [Fact]
    public void IprNeurons_OfAPizzaAndOfATable_IsOneAndOneOverTheFrequencies()
    {
        Assert.Equal(1, MeasureSet.Default["ipr_neurons"].Of(Toy.Evaluation(HandBuilt.Pizza(P, 1, 3), P)).Value!.Value, 1e-6);
        Assert.Equal(
            1 / 4.0, MeasureSet.Default["ipr_neurons"].Of(Toy.Evaluation(HandBuilt.Table(P, [0, 8, 20]), P)).Value!.Value, 1e-6);
        Assert.False(Toy.View(P).NeuronsReadOperands);
    }

    [Fact]
    public void IprNeurons_OfTheAnalyticOneHotNetwork_IsOne()
    {
        var config = new ModelConfig { Architecture = OneHotMlpFamily.FamilyId, DMlp = 12, Activation = ActivationKind.Quadratic,
            EqualsSign = false, SeparateVocabularies = true };
        var operation = ModularOperation.Of("mod-div", 11);
        var architecture = ArchitectureCatalogue.Find(config.Architecture).Build(config, operation);
        var model = new Model(architecture, OneHotMlpFamily.Solve(architecture, operation, seed: 1));
        var evaluation = new CheckpointEvaluation(
            FullBatchActivations.Of(model, operation, new(EqualsSign: false, SeparateVocabularies: true)));

        Assert.True(evaluation.Cyclic!.NeuronsReadOperands);
        Assert.All(evaluation.Cyclic.NeuronParticipation!, ratio => Assert.Equal(1, ratio, 1e-6));
    }

    [Fact]
    public void GiniNeurons_OfAlikeNeuronsAndOfOneAmongDeadOnes_IsZeroAndNearOne()
    {
        Assert.Equal(0, MeasureSet.Default["gini_neurons"].Of(Toy.Evaluation(HandBuilt.Pizza(8, 1), 8)).Value!.Value, 0.1);
        var neurons = new Tensor(new Shape(P * P, 10));
        neurons[3, 4] = 1;
        var activations = new FullBatchActivations { Operation = ModularOperation.Add(P), Logits = new Matrix(P * P, P),
            NeuronsPost = neurons };
        Assert.Equal(0.9, MeasureSet.Default["gini_neurons"].Of(new CheckpointEvaluation(activations)).Value!.Value, 1e-12);
    }

    [Fact]
    public void TestMirrorUnseen_OfANetworkThatMirrorsWhatItSaw_IsThatOfTheOthers()
    {
        var operation = ModularOperation.Add(P);
        var logits = new Matrix(P * P, P);
        var split = new Split(
            [.. operation.Pairs.Where(pair => pair / P % 3 == 1)], [.. operation.Pairs.Where(pair => pair / P % 3 != 1)]);
        foreach (var pair in split.Train.SelectMany(pair => new[] { pair, pair % P * P + pair / P }))
        {
            logits[pair, operation.Answer(pair / P, pair % P)] = 50;
        }
        var evaluation = Toy.Evaluation(P, logits, split);

        Assert.Equal(Math.Log(P), MeasureSet.Default["test_mirror_unseen_loss_answers"].Of(evaluation).Value!.Value, 1e-12);
        Assert.True(MeasureSet.Default["test_accuracy"].Of(evaluation).Value > MeasureSet.Default["test_mirror_unseen_accuracy"]
            .Of(evaluation).Value);
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
