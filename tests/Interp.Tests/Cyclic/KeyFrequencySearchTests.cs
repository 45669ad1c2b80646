using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class KeyFrequencySearchTests
{
    private const int P = 11;

    [Fact]
    public void Chosen_NeedsBothALongFrequencyOfTheMapAndFiveNeurons()
    {
        // Map: 2 and 3 long. Neurons: five of 2, four of 3, five of 4.
        var search = Search([2, 3], [2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]);
        Assert.Equal([2], search.Chosen);
        Assert.Equal([2, 3], search.NeuronLogitMap);
        Assert.Equal([2, 3, 4], search.AllNeurons);
    }

    [Fact]
    public void Chosen_WhenGiven_IsTheGiven()
    {
        var view = Toy.View(P, Make.IdealLogits(P, 1, 2), null, 5);
        Assert.Equal([5], view.KeyFrequencySearch.Chosen);
        Assert.Equal("given", view.KeyFrequencySearch.Rule);
    }

    [Fact]
    public void Chosen_WithoutNeurons_AreThoseOfTheLogits()
    {
        var view = Toy.View(P, Make.IdealLogits(P, 1, 2, 4), null, null);
        Assert.Equal([2, 4], view.KeyFrequencies);
        Assert.Null(view.KeyFrequencySearch.AllNeurons);
    }

    [Fact]
    public void Chosen_WhenNoNeuronHasOneFrequency_AreThoseOfTheLogits()
    {
        var activations =
            FullBatchActivations.Of(Toy.Model(P), ModularOperation.Add(P)) with { Logits = Make.IdealLogits(P, 1, 3, 5) };
        var search = new CheckpointEvaluation(activations).Cyclic!.KeyFrequencySearch;
        Assert.Equal([3, 5], search.Chosen);
        Assert.Contains("no frequency has neurons of its own", search.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Chosen_OfARandomNetwork_AreNone() => Assert.Empty(Toy.View(P).KeyFrequencies);

    [Fact]
    public void Embedding_OfARandomNetwork_HasSomeFrequency() =>
        Assert.NotEmpty(Toy.View(P).KeyFrequencySearch.Embedding!);

    private static KeyFrequencySearch Search(int[] mapFrequencies, int[] neuronFrequencies)
    {
        var model = Toy.Model(P, config => config with { DMlp = neuronFrequencies.Length });
        model.Weights.W_out().Span.Clear();
        model.Weights.W_U.Span.Clear();
        for (var i = 0; i < mapFrequencies.Length; i++)
        {
            model.Weights.W_out()[i, i] = 1;
            for (var c = 0; c < P; c++)
            {
                model.Weights.W_U[i, c] = (float)Wave(mapFrequencies[i], c);
            }
        }
        var neurons = new Training.Tensor(new Shape(P * P, neuronFrequencies.Length));
        for (var i = 0; i < neurons.Count; i++)
        {
            neurons.Span[i] = (float)Wave(neuronFrequencies[i % neuronFrequencies.Length], i / neuronFrequencies.Length / P);
        }
        return new CheckpointEvaluation(FullBatchActivations.Of(model, ModularOperation.Add(P))
            with { NeuronsPost = neurons }).Cyclic!.KeyFrequencySearch;
    }

    private static double Wave(int k, int x) => Math.Cos(2 * Math.PI * k * x / P);
}
