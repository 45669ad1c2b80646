using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class FullBatchActivationsTests
{
    private const int P = 7;

    [Fact]
    public void Of_ATransformer_HasLogitsNeuronsAndPatternOfEveryPair()
    {
        var activations = FullBatchActivations.Of(Toy.Model(P), ModularOperation.Add(P));
        Assert.Equal((P * P, P + 1), (activations.Logits.Rows, activations.Logits.Columns));
        Assert.Equal(new Shape(P * P, 24), activations.NeuronsPost!.Shape);
        Assert.Equal(new Shape(P * P, 24), activations.NeuronsPre!.Shape);
        Assert.Equal(new Shape(P * P, 2, 3), activations.Pattern!.Shape);
    }

    [Fact]
    public void Of_ATransformer_HasNeuronsThatAreTheReluOfThoseBefore()
    {
        var activations = FullBatchActivations.Of(Toy.Model(P), ModularOperation.Add(P));
        Assert.Equal(activations.NeuronsPre!.Span.ToArray().Select(x => Math.Max(0, x)), activations.NeuronsPost!.Span.ToArray());
    }

    /// <summary>Seven million weights, and 1,018,081 pairs with 131,072 neurons each.</summary>
    [Fact]
    public void Of_MoreActivationsThanThereIsMemory_RefusesBeforeItRuns()
    {
        var config = new RunConfig { Task = new TaskConfig { P = 1009 },
            Model = new ModelConfig { DModel = 16, NHeads = 1, DMlp = 65536 } };
        var architecture = config.CreateArchitecture();

        var error = Assert.Throws<InsufficientMemoryException>(() =>
            FullBatchActivations.Of(
                new Model(architecture, new Weights(architecture.Parameters)), config.CreateOperation(), config.CreateFormat()));

        Assert.StartsWith("an analysis of all 1018081 pairs at once takes about 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AModel_HasTheLogitsOfItsRun()
    {
        var model = Toy.Model(P);
        var logits = model.Run(Examples.All(ModularOperation.Add(P), new TokenFormat()));
        Assert.Equal(
            Matrix.From(logits).Span.ToArray(), FullBatchActivations.Of(model, ModularOperation.Add(P)).Logits.Span.ToArray());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Of_AModelOfAnyFormat_TellsTheFormatFromTheVocabulary(bool equalsSign, bool separate)
    {
        var model = Toy.Model(P, config => config with { EqualsSign = equalsSign, SeparateVocabularies = separate });
        Assert.Equal(new TokenFormat(equalsSign, separate), FullBatchActivations.Of(model, ModularOperation.Add(P)).Format);
    }

    [Fact]
    public void Of_AModelOfAnotherModulus_SaysWhatVocabularyWasExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => FullBatchActivations.Of(Toy.Model(P), ModularOperation.Add(11)));
        Assert.Contains(
            "d_vocab = 11, 12, 22 or 23 for a + b mod 11, got 8 with n_ctx = 3", error.Message, StringComparison.Ordinal);
    }
}
