using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class MeasureCatalogueTests
{
    private const int P = 7;

    [Fact]
    public void Ids_AreDifferentAndSnakeCase()
    {
        string[] ids = [.. MeasureCatalogue.All.Select(measure => measure.Id), .. MeasureCatalogue.PerFrequency.Select(measure => measure.Id)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-z]+(_[a-z]+)*$", id));
    }

    [Fact]
    public void All_HasEveryMeasureOfTheAssembly()
    {
        var written = typeof(Measure).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Measure)) || type.IsSubclassOf(typeof(FrequencyMeasure))));
        var listed = MeasureCatalogue.All.Cast<object>().Concat(MeasureCatalogue.PerFrequency).Select(measure => measure.GetType());
        Assert.Equal(written.Select(type => type.Name).Order(), listed.Select(type => type.Name).Distinct().Order());
    }

    [Fact]
    public void Of_AWholeSpecimen_IsANumberForEveryMeasure()
    {
        var specimen = Toy.Specimen(P, split: Toy.Split(P), keys: [1, 3]);
        Assert.All(MeasureCatalogue.All, measure => Assert.True(measure.Of(specimen).Value is not null, measure.Id));
        Assert.All(MeasureCatalogue.PerFrequency, measure => Assert.NotNull(measure.Of(specimen, 2).Value));
    }

    [Theory]
    [InlineData("train_loss", "not known")]
    [InlineData("test_accuracy", "not known")]
    [InlineData("excluded_loss", "not known")]
    [InlineData("gini_embed", "without a model")]
    [InlineData("gini_neuron_logit", "without a model")]
    [InlineData("neurons_explained", "no neurons")]
    public void Of_LogitsAlone_SaysWhatIsMissing(string id, string reason)
    {
        var value = MeasureCatalogue.Find(id).Of(Toy.Specimen(P, new Matrix(P * P, P), null, 1));
        Assert.Null(value.Value);
        Assert.Contains(reason, value.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restricted_loss")]
    [InlineData("excluded_loss_all")]
    [InlineData("trig_loss")]
    public void Of_AnotherTaskThanAddition_SaysThatSumsAreNeeded(string id)
    {
        var recording = new Recording { Task = new Product(P), Logits = new Matrix(P * P, P) };
        Assert.Contains("defined for answers a + b", MeasureCatalogue.Find(id).Of(new Specimen(recording)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ASplitWithoutTestPairs_SaysSo()
    {
        var split = new Split([.. Enumerable.Range(0, P * P)], []);
        var value = MeasureCatalogue.Find("test_loss").Of(Toy.Specimen(P, new Matrix(P * P, P), split, 1));
        Assert.Equal("the split has no test pairs", value.Reason);
    }

    [Fact]
    public void Of_FrequencyOutOfRange_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => MeasureCatalogue.PerFrequency[0].Of(Toy.Specimen(P, new Matrix(P * P, P)), 4));

    [Fact]
    public void Find_AnUnknownId_NamesTheNearest()
    {
        var error = Assert.Throws<ArgumentException>(() => MeasureCatalogue.Find("restricted_los"));
        Assert.Contains("Did you mean 'restricted_loss'?", error.Message, StringComparison.Ordinal);
    }

    private sealed record Product(int P) : ModularTask(P)
    {
        public override string Id => "product";

        public override string Description => "a·b";

        public override int Answer(int a, int b) => a * b % P;
    }
}
