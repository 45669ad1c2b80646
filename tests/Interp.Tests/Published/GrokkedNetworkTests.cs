using System.Text.Json;

namespace Grokking.Interp.Tests;

/// <summary>The full analysis of the reference run at step 14,000 against the values that PyTorch gave.</summary>
[Trait("lane", "full")]
public sealed class GrokkedNetworkTests
{
    // Float32 runs, as in ReferenceRunTests.
    private const double OfEngine = 1e-4;
    private const double OfWeights = 1e-9;

    private static readonly Lazy<CheckpointEvaluation> Whole = new(() => ReferenceRun.Evaluation(14000, keyFrequencies: null));

    private static CyclicView Grokked => Whole.Value.Cyclic!;

    [Fact]
    public void KeyFrequencies_ByEachRule_AreThoseOfTheReference()
    {
        var search = Grokked.KeyFrequencySearch;
        Assert.Equal(ReferenceRun.KeyFrequencies, search.Chosen);
        Assert.Equal(ReferenceRun.KeyFrequencies, search.NeuronLogitMap);
        Assert.Equal([14, 25, 35, 42, 50, 52], search.AllNeurons);
    }

    [Fact]
    public void KeyFrequencies_AllNeuronsRule_GivesTheLossesOfTheAuthorsKeySet()
    {
        var view = ReferenceRun.View(14000, [.. Grokked.KeyFrequencySearch.AllNeurons!]);
        var expected = ReferenceRun.Document("reference.json").GetProperty("with_authors_raw_key_set").GetProperty("14000");
        AssertValue(expected, "restricted_loss_all", view.RestrictedExcluded.Restricted.All.Loss, OfEngine);
        AssertValue(expected, "excluded_loss_full_train", view.RestrictedExcluded.Excluded.Train!.Value.Loss, OfEngine);
    }

    [Theory]
    [InlineData("polynomial_neurons", "replace_fve085_neurons_by_deg2_poly_all")]
    [InlineData("neurons_in_key_directions", "project_mlp_onto_2K_dirs_all")]
    [InlineData("neurons_without_key_directions", "project_mlp_onto_nullspace_all")]
    [InlineData("zero_skip", "zero_ablate_mlp_skip_all")]
    [InlineData("mean_skip", "mean_ablate_mlp_skip_all")]
    public void Interventions_AgreeWithTheReference(string id, string name)
    {
        var scores = Intervention.All.Single(intervention => intervention.Id == id).Run(Whole.Value);
        AssertValue(ReferenceRun.Values(14000), name, scores.All.Loss, OfEngine);
    }

    [Fact]
    public void Ablations_OfEachFrequency_AgreeWithTheReference()
    {
        foreach (var expected in ReferenceRun.Values(14000).GetProperty("ablate_one_freq_3x3_all").EnumerateObject())
        {
            var scores = Ablation.Remove(Grokked, int.Parse(expected.Name, null)).Scores;
            ReferenceRun.AssertRelative(expected.Value.GetDouble(), scores.All.Loss, OfEngine, expected.Name);
        }
    }

    [Fact]
    public void Ablations_OfAllKeyFrequenciesAndOfAllOthers_AgreeWithTheReference()
    {
        var (view, values) = (Grokked, ReferenceRun.Values(14000));
        var removed = Ablation.Remove(view, view.KeyFrequencies).Scores.All.Loss;
        var kept = Ablation.Keep(view, view.KeyFrequencies).Scores.All.Loss;
        AssertValue(values, "ablate_all_key_freqs_3x3_all", removed, OfEngine);
        AssertValue(values, "keep_const_plus_8_per_key_loss_all", kept, OfEngine);
    }

    [Fact]
    public void LogitComponents_AgreeWithTheReference()
    {
        var expected = ReferenceRun.Values(14000).GetProperty("logit_2d_energy_top_components");
        var actual = LogitSpectrum.Of(Grokked).Largest(expected.GetArrayLength());
        for (var i = 0; i < actual.Count; i++)
        {
            Assert.Equal((expected[i][0].GetInt32(), expected[i][1].GetInt32()), (actual[i].First, actual[i].Second));
            ReferenceRun.AssertRelative(expected[i][2].GetDouble(), actual[i].Share, OfEngine, $"component {i}");
        }
    }

    [Fact]
    public void NeuronLogitFit_AgreesWithTheReference()
    {
        var (fit, values) = (NeuronLogitFit.Of(Grokked)!, ReferenceRun.Values(14000));
        AssertValue(values, "WL_residual_frob_ratio", fit.Residual, OfWeights);
        for (var i = 0; i < 20; i++)
        {
            var expected = values.GetProperty("WL_singular_values_top20")[i].GetDouble();
            ReferenceRun.AssertRelative(expected, fit.SingularValues[i], OfWeights, $"singular value {i}");
        }
        foreach (var direction in fit.Directions)
        {
            var name = $"{(direction.IsCosine ? "cos" : "sin")}_{direction.Frequency}";
            var expected = values.GetProperty("WL_direction_fve").GetProperty(name);
            AssertValue(expected, "norm_dir", direction.Length, OfWeights);
            AssertValue(expected, "fve", direction.FractionExplained, OfEngine);
        }
    }

    [Fact]
    public void AttentionHeads_AgreeWithTheReference()
    {
        var (scores, maps) = (HeadScore.Of(Grokked)!, AttentionMaps.Of(Whole.Value.Pairs, ReferenceRun.P, ReferenceRun.P)!);
        foreach (var expected in ReferenceRun.Values(14000).GetProperty("attention_heads").EnumerateArray())
        {
            var head = expected.GetProperty("head").GetInt32();
            Assert.Equal(expected.GetProperty("freq").GetInt32(), scores[head].Frequency);
            AssertValue(expected, "fve_of_C", scores[head].FractionExplained, OfWeights);
            AssertValue(expected, "alpha_cos", scores[head].Cosine, OfWeights);
            AssertValue(expected, "beta_sin", scores[head].Sine, OfWeights);
            AssertValue(expected, "mean_attn_to_a", maps.Means(head)[0], OfEngine);
            AssertValue(expected, "mean_attn_to_b", maps.Means(head)[1], OfEngine);
            AssertValue(expected, "mean_attn_to_eq", maps.Means(head)[2], OfEngine);
        }
    }

    [Fact]
    public void EmbeddingCircles_OfTheKeyFrequencies_AreCircles()
    {
        foreach (var k in ReferenceRun.KeyFrequencies)
        {
            var circle = EmbeddingCircle.Of(Grokked.Basis, Grokked.W_E!, k);
            Assert.InRange(circle.Purity, 0.98, 1);
            Assert.InRange(circle.Roundness, 0.95, 1);
        }
    }

    private static void AssertValue(JsonElement values, string name, double actual, double tolerance) =>
        ReferenceRun.AssertRelative(values.GetProperty(name).GetDouble(), actual, tolerance, name);
}
