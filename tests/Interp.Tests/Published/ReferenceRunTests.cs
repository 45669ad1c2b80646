using System.Text.Json;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Every measure against the values that PyTorch gave, at every checkpoint of the reference run.</summary>
[Trait("lane", "full")]
public sealed class ReferenceRunTests
{
    // The engine computes logits of size 50 in float32: about 1e-5 in a logit, hence relative in a small loss.
    private const double OfEngine = 1e-4;

    // Logits in double; the reference has ten digits and its logarithm of sums near 1 eight at a loss of 1e-8.
    private const double OfDouble = 2e-8;

    // Weights in double: the reference has ten digits.
    private const double OfWeights = 1e-9;

    public static TheoryData<int> Steps => ReferenceRun.Steps;

    private static readonly Dictionary<string, string> OfLogits = new()
    {
        ["train_loss_answers"] = "train_loss",
        ["test_loss_answers"] = "test_loss",
        ["all_loss_answers"] = "all_loss",
        ["train_accuracy"] = "train_acc",
        ["test_accuracy"] = "test_acc",
        ["train_loss_all_classes"] = "train_loss_114",
        ["test_loss_all_classes"] = "test_loss_114",
        ["restricted_loss"] = "restricted_loss_all",
        ["restricted_loss_train"] = "restricted_loss_train",
        ["restricted_loss_test"] = "restricted_loss_test",
        ["restricted_accuracy"] = "restricted_acc_all",
        ["excluded_loss"] = "excluded_loss_full_train",
        ["excluded_loss_test"] = "excluded_loss_full_test",
        ["excluded_loss_maximum"] = "excluded_loss_max_over_56_train",
        ["excluded_loss_cosine"] = "excluded_loss_3D_full_train",
        ["trig_loss"] = "logit_cos_approx_loss_all",
        ["logit_fraction_explained"] = "logit_cos_fve_global_mean",
    };

    private static readonly Dictionary<string, string> OfModel = new()
    {
        ["gini_embed"] = "gini_WE",
        ["gini_neuron_logit"] = "gini_WL",
        ["sum_squared_weights"] = "sum_sq_weights_total",
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Measures_OfTheEnginesRun_AgreeWithTheReference(int step)
    {
        var values = ReferenceRun.Values(step);
        var evaluation = ReferenceRun.Evaluation(step, ReferenceRun.KeyFrequencies);
        AssertMeasures(evaluation, values, OfLogits, OfEngine);
        AssertMeasures(evaluation, values, OfModel, OfWeights);
        AssertPerFrequency(evaluation.Cyclic!, values, OfEngine);
        AssertNeurons(evaluation, values);
        AssertSpectra(evaluation.Cyclic!, values);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Measures_OfLogitsInDouble_AgreeWithTheReferenceToItsDigits(int step)
    {
        var values = ReferenceRun.Values(step);
        var logits = new DoubleForward(ReferenceRun.Model(step).Weights, ReferenceRun.P).Logits();
        var evaluation = Toy.Evaluation(ReferenceRun.P, logits, ReferenceRun.Split, ReferenceRun.KeyFrequencies);
        AssertMeasures(evaluation, values, OfLogits, OfDouble);
        AssertPerFrequency(evaluation.Cyclic!, values, OfDouble);
        AssertCoefficients(evaluation.Cyclic!, values);
    }

    private static void AssertMeasures(
        CheckpointEvaluation evaluation, JsonElement values, Dictionary<string, string> names, double tolerance)
    {
        foreach (var (id, name) in names)
        {
            ReferenceRun.AssertRelative(values.GetProperty(name).GetDouble(), Value(evaluation, id), tolerance, id);
        }
    }

    private static void AssertPerFrequency(CyclicView view, JsonElement values, double tolerance)
    {
        string[] names = ["excluded_loss_per_key_freq_train", "alpha_k"];
        foreach (var (measure, name) in MeasureSet.Default.PerFrequency.Zip(names))
        {
            foreach (var k in ReferenceRun.KeyFrequencies)
            {
                var expected = values.GetProperty(name).GetProperty($"{k}").GetDouble();
                ReferenceRun.AssertRelative(expected, measure.Of(view, k).Value!.Value, tolerance, measure.Column(k));
            }
        }
    }

    private static void AssertCoefficients(CyclicView view, JsonElement values)
    {
        var length = values.GetProperty("logits_norm").GetDouble();
        for (var i = 0; i < view.Basis.LargestFrequency; i++)
        {
            // Small coefficients are differences of large terms: compared at the size of the logits.
            var expected = values.GetProperty("cos_coeffs_unit")[i].GetDouble();
            Assert.Equal(expected / length, view.CosineFit.Coefficients[i] / length, 1e-10);
        }
    }

    private static void AssertSpectra(CyclicView view, JsonElement values)
    {
        for (var i = 0; i < ReferenceRun.P; i++)
        {
            var embedding = values.GetProperty("WE_fourier_norms")[i].GetDouble();
            var map = values.GetProperty("WL_fourier_norms")[i].GetDouble();
            ReferenceRun.AssertRelative(embedding, view.EmbeddingSpectrum!.Norms[i], OfWeights, $"W_E {i}");
            ReferenceRun.AssertRelative(map, view.NeuronLogitSpectrum!.Norms[i], OfWeights, $"W_L {i}");
        }
    }

    private static void AssertNeurons(CheckpointEvaluation evaluation, JsonElement values)
    {
        var view = evaluation.Cyclic!;
        var clusters = view.Clusters!;
        var members = clusters.Clusters.ToDictionary(cluster => cluster.Frequency, cluster => cluster.Neurons.Count);
        Assert.Equal(Counts(values, "neuron_cluster_counts_fve085"), members);
        Assert.Equal(values.GetProperty("neurons_alive").GetInt32(), clusters.Alive);
        Assert.Equal(values.GetProperty("neurons_fve_ge_085").GetInt32(), clusters.Explained.Count());
        var mean = values.GetProperty("neuron_mean_best_fve").GetDouble();
        ReferenceRun.AssertRelative(mean, Value(evaluation, "neuron_fraction_explained"), OfEngine, "neuron_fraction_explained");
        var expected = Counts(values, "neuron_argmax_freq_counts");
        var moved = view.Basis.Frequencies
            .Sum(k => Math.Abs(expected.GetValueOrDefault(k) - clusters.Frequencies.Count(found => found == k)));
        Assert.True(
            moved <= 2 * OnOnePair(Matrix.From(view.Pairs.Activations.NeuronsPost!)),
            $"{moved / 2} neurons have another frequency");
    }

    private static double Value(CheckpointEvaluation evaluation, string id) => MeasureSet.Default[id].Of(evaluation).Value!.Value;

    private static Dictionary<int, int> Counts(JsonElement values, string name) => values.GetProperty(name).EnumerateObject()
        .ToDictionary(pair => int.Parse(pair.Name, null), pair => pair.Value.GetInt32());

    // Neurons that fire on one pair alone, as some do at the start: all frequencies explain them equally, and rounding decides.
    private static int OnOnePair(Matrix neurons) => Enumerable.Range(0, neurons.Columns)
        .Count(neuron => Enumerable.Range(0, neurons.Rows).Count(pair => neurons[pair, neuron] > 0) == 1);
}
