using System.Text.Json;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Symmetricity, distance irrelevance, circularity and circles against the values of the authors' code.</summary>
[Trait("lane", "full")]
public sealed class PublishedMeasuresTests
{
    // Gradients in single precision; where the reference is double too, the worst of all networks is 1.3e-6.
    private const double OfGradients = 1e-5;

    // Logits of both sides in single precision.
    private const double OfLogits = 1e-6;

    // Principal components of nearly equal variance turn freely against each other; the worst here is 2.6e-6.
    private const double OfComponents = 1e-4;

    // Logits of size 20 in single precision, standardised: the worst of all networks is 2e-6.
    private const double OfFits = 1e-5;

    public static TheoryData<string> Ids => PublishedNetworks.Ids;

    public static TheoryData<string> OfOneBlock => PublishedNetworks.OfOneBlock;

    [Theory]
    [MemberData(nameof(OfOneBlock))]
    public void Symmetricity_OverAllTriples_IsTheAuthors(string id)
    {
        var found = PublishedNetworks.Evidence(id).GradientSymmetricity!;
        var expected = PublishedNetworks.Values(id).GetProperty("gradient_symmetricity").GetProperty("exhaustive_all_p3_float64");
        Assert.True(found.Exhaustive);
        Assert.Equal(expected.GetProperty("n").GetInt32(), found.Triples);
        Assert.Equal(0, found.StandardError);
        Assert.Equal(expected.GetProperty("mean").GetDouble(), found.Value!.Value, OfGradients);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Symmetricity_OfThePublishedSample_IsTheAuthors(string id)
    {
        var loaded = PublishedNetworks.Load(id);
        var found = GradientSymmetricity.Sample(loaded.Model, loaded.Operation, new TokenFormat(false, false));
        var expected = PublishedNetworks.Values(id).GetProperty("gradient_symmetricity");
        Assert.Equal(100, found.Triples);
        Assert.Equal(expected.GetProperty("sampled100_seed42_notebook").GetDouble(), found.Value!.Value, OfGradients);
        // The reference gives the population deviation, of which that of the mean is 1/√99 by Bessel's correction.
        Assert.Equal(expected.GetProperty("sampled100_std").GetDouble() / Math.Sqrt(99), found.StandardError!.Value, OfGradients);
    }

    [Fact]
    public void Symmetricity_OfSeparateVocabularies_IsOfTheTokensThatTheNetworkKnows()
    {
        var loaded = PublishedNetworks.Load(PublishedNetworks.TwoVocabularies);
        var found = GradientSymmetricity.Sample(loaded.Model, loaded.Operation, loaded.Format);
        var expected = PublishedNetworks.Values(PublishedNetworks.TwoVocabularies).GetProperty("gradient_symmetricity");
        Assert.Equal(expected.GetProperty("sampled100_seed42_with_proper_tokens").GetDouble(), found.Value!.Value, OfGradients);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void DistanceIrrelevance_IsTheAuthors(string id)
    {
        var found = PublishedNetworks.Evidence(id).DistanceIrrelevance!;
        var expected = PublishedNetworks.Values(id).GetProperty("distance_irrelevance");
        Assert.Equal(expected.GetProperty("correct_logit (eval notebooks)").GetDouble(), found.Correct!.Value, OfLogits);
        Assert.Equal(expected.GetProperty("runner_up_logit (train scripts)").GetDouble(), found.RunnerUp!.Value, OfLogits);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Circularity_IsTheAuthors(string id)
    {
        var expected = PublishedNetworks.Values(id).GetProperty("circularity");
        Assert.Equal(
            expected.GetProperty("notebook_first4pcs").GetDouble(), PublishedNetworks.Evidence(id).Circularity!.Value,
            OfComponents);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Circles_OfOneFrequency_FitAsInTheReference(string id)
    {
        if (!PublishedNetworks.Values(id).TryGetProperty("fourier_circle_isolation", out var isolation))
        {
            return;
        }
        foreach (var expected in isolation.GetProperty("by_k").EnumerateObject())
        {
            var k = int.Parse(expected.Name, System.Globalization.CultureInfo.InvariantCulture);
            var circle = PublishedNetworks.Evidence(id).Frequencies.Single(frequency => frequency.Frequency == k).Circle;
            Assert.Equal(expected.Value.GetProperty("accuracy_alone").GetDouble(), circle.Alone.Accuracy, 2.0 / 3481);
            Assert.Equal(expected.Value.GetProperty("variance_share_of_class_mean").GetDouble(), circle.ClassMeanShare, OfFits);
            AssertFits(id, expected.Value, "", circle.Raw!);
            AssertFits(id, expected.Value, "_class_mean_removed", circle.Fits!);
        }
    }

    private static void AssertFits(string id, JsonElement expected, string suffix, PatternFits fits)
    {
        Assert.Equal(expected.GetProperty("FVE_clock" + suffix).GetDouble(), PatternFits.Fve(fits.Clock), OfFits);
        // The reference does not turn the pizza patterns to where two vocabularies put them.
        if (id != PublishedNetworks.TwoVocabularies)
        {
            Assert.Equal(expected.GetProperty("FVE_pizza_abs" + suffix).GetDouble(), PatternFits.Fve(fits.Pizza), OfFits);
            Assert.Equal(
                expected.GetProperty("FVE_pizza_paper_formula" + suffix).GetDouble(), PatternFits.Fve(fits.SmoothPizza), OfFits);
            Assert.Equal(
                expected.GetProperty("FVE_accompanying" + suffix).GetDouble(), PatternFits.Fve(fits.Accompanying!.Value), OfFits);
        }
    }
}
