using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class CircuitMeasuresTests
{
    // Gradients and logits in single precision.
    private const double Single = 1e-5;
    private const double Rounding = 1e-9;

    [Fact]
    public void Symmetricity_OfANetworkThatAddsItsEmbeddings_IsOne()
    {
        var model = Toy.Model(7, config => config with { Architecture = "mlp-alpha", EqualsSign = false });
        var found = GradientSymmetricity.Exhaust(model, ModularOperation.Add(7), new TokenFormat(false));
        Assert.Equal(1, found.Value!.Value, Single);
        Assert.Equal(343, found.Triples);
    }

    [Fact]
    public void Symmetricity_OfAnIdealTorus_IsNearZero() => Assert.Equal(0,
        GradientSymmetricity.Exhaust(
            HandBuilt.Torus(11, 1, 2, 3, 4, 5), ModularOperation.Add(11), new TokenFormat(false)).Value!.Value, 0.1);

    [Theory]
    [InlineData(343)]
    [InlineData(50)]
    public void Symmetricity_OfASample_IsThatOfAllTriplesWithinItsError(int triples)
    {
        var (model, task) = (Toy.Model(7), ModularOperation.Add(7));
        var all = GradientSymmetricity.Exhaust(model, task, new TokenFormat());
        var sample = GradientSymmetricity.Sample(model, task, new TokenFormat(), triples, seed: 3);
        Assert.False(sample.Exhaustive);
        Assert.Equal(triples, sample.Triples);
        Assert.Equal(all.Value!.Value, sample.Value!.Value, triples == 343 ? Single : 4 * sample.StandardError!.Value);
    }

    [Fact]
    public void Symmetricity_OfASample_IsTheSameForTheSameSeedAlone()
    {
        var (model, task) = (Toy.Model(7), ModularOperation.Add(7));
        Assert.Equal(
            GradientSymmetricity.Sample(model, task, new(), 10, 1), GradientSymmetricity.Sample(model, task, new(), 10, 1));
        Assert.NotEqual(
            GradientSymmetricity.Sample(model, task, new(), 10, 1).Value,
            GradientSymmetricity.Sample(model, task, new(), 10, 2).Value);
    }

    [Fact]
    public void Symmetricity_AboveTheLimit_IsTheSampleOfThePaper()
    {
        var (model, task) = (Toy.Model(67), ModularOperation.Add(67));
        Assert.Equal(GradientSymmetricity.Sample(model, task, new(), 100, 42), GradientSymmetricity.Of(model, task, new()));
    }

    [Fact]
    public void Symmetricity_OfBarePairs_CanBeTakenOfANetworkThatReadsAnEqualsSign()
    {
        var (model, task) = (Toy.Model(7), ModularOperation.Add(7));
        var bare = GradientSymmetricity.Sample(model, task, new TokenFormat(false, false));
        Assert.InRange(bare.Value!.Value, -1, 1);
        Assert.NotEqual(GradientSymmetricity.Sample(model, task, new TokenFormat()).Value, bare.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(344)]
    public void Symmetricity_OfTooFewOrTooManyTriples_Throws(int triples) => Assert.Throws<ArgumentOutOfRangeException>(
        () => GradientSymmetricity.Sample(Toy.Model(7), ModularOperation.Add(7), new TokenFormat(), triples));

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void DistanceIrrelevance_OfLogitsOfTheDifferenceAlone_IsZero(int p)
    {
        var found = Distance(p, Make.Pairs(p, p, (a, b, c) => c == (a + b) % p ? 10 + Math.Cos(2 * Math.PI * (a - b) / p) : 0));
        Assert.Equal(0, found.Correct!.Value, Rounding);
        Assert.Null(found.RunnerUp);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void DistanceIrrelevance_OfLogitsOfTheSumAlone_IsNearOne(int p)
    {
        var found =
            Distance(p, Make.Pairs(p, p, (a, b, c) => c == (a + b) % p ? 10 + Math.Cos(4 * Math.PI * (a + b) / p) : (a + b) % p));
        Assert.InRange(found.Correct!.Value, 0.9, 1 + Rounding);
        Assert.InRange(found.RunnerUp!.Value, 0.9, 1 + Rounding);
    }

    [Fact]
    public void Circularity_OfTwoCircles_IsOne()
    {
        var embedding = Waves(11, x => [3 * Wave(x, 2, 0), 3 * Wave(x, 2, 1), Wave(x, 5, 0), Wave(x, 5, 1)]);
        var found = Circularity.Of(new FourierBasis(11), embedding)!;
        Assert.Equal(1, found.Value, Rounding);
        Assert.Equal([2, 2, 5, 5], found.Components.Select(component => component.Frequency));
        Assert.Equal(1, found.Components.Sum(component => component.VarianceShare), Rounding);
    }

    [Fact]
    public void Circularity_OverTwoVocabularies_IsHalved()
    {
        var circle = Waves(11, x => [3 * Wave(x, 2, 0), 3 * Wave(x, 2, 1), Wave(x, 5, 0), Wave(x, 5, 1)]);
        var both = new Matrix(22, 4, [.. circle.Span, .. circle.Span]);
        Assert.Equal(0.5, Circularity.Of(new FourierBasis(11), both)!.Value, Rounding);
    }

    [Fact]
    public void Circularity_OfEqualRows_IsNone() =>
        Assert.Null(Circularity.Of(new FourierBasis(5), new Matrix(5, 3, [.. Enumerable.Repeat(0.1, 15)])));

    [Fact]
    public void FrozenAttention_OfConstantAttention_ChangesNothing()
    {
        var view = Toy.View(7, config => config with { AttentionRate = 0 });
        Assert.Equal(view.Scores.All.Loss, view.Pairs.FrozenAttention!.Scores.All.Loss, Single);
        Assert.Equal(view.NeuronModes!.TotalEnergy, view.FrozenNeuronModes!.TotalEnergy, Single);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void FrozenAttention_LeavesTheFirstNeuronsOnlySums(int layers)
    {
        // Weights large enough that attention moves.
        var model = Toy.Model(7, config => config with { NLayers = layers });
        foreach (ref var weight in model.Weights.Buffer.AsSpan())
        {
            weight *= 3;
        }
        var view = Toy.Evaluation(model, 7).Cyclic!;
        Assert.True(view.NeuronModes!.SecondOrderFraction > 1e-3);
        Assert.Equal(0, view.FrozenNeuronModes!.SecondOrderFraction, Rounding);
    }

    [Fact]
    public void FrozenAttention_OfANetworkWithout_IsNone() =>
        Assert.Null(Toy.View(7, config => config with { Architecture = "mlp-delta", EqualsSign = false }).Pairs.FrozenAttention);

    [Fact]
    public void FirstNeurons_OfTwoHiddenLayers_AreThoseOfTheFirst()
    {
        var view = Toy.View(7, config => config with { Architecture = "mlp-beta", EqualsSign = false });
        Assert.Equal(0, view.NeuronModes!.SecondOrderFraction, Rounding);
        Assert.NotEqual(view.Pairs.Activations.NeuronsPre!.Span.ToArray(), view.Pairs.FirstNeuronsPre!.Span.ToArray());
    }

    [Fact]
    public void Evidence_OfLogitsAlone_SaysWhatIsMissing()
    {
        var view = Toy.View(7, new Matrix(49, 7));
        var analysis = Analyzer.Analyze(Toy.Evaluation(7, new Matrix(49, 7)));
        Assert.Null(analysis.Circuits);
        Assert.Contains("without a model", analysis.Notes["circuits"], StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => CircuitEvidence.Of(view));
    }

    [Fact]
    public void Section_OfAnAnalysis_HasTheKeysOfItsSchemaAndReadsBack()
    {
        var analysis = Analyzer.Analyze(Toy.Evaluation(HandBuilt.Pizza(11, 1, 2, 3, 4, 5), 11));
        var text = AnalysisJson.Write(analysis);
        var section = System.Text.Json.Nodes.JsonNode.Parse(text)!["circuits"]!;
        Assert.Equal("pizza", (string?)section["verdict"]);
        Assert.Equal(1331, (int?)section["gradient_symmetricity"]!["triples"]);
        Assert.True((bool?)section["gradient_symmetricity"]!["exhaustive"]);
        Assert.NotNull(section["distance_irrelevance"]!["runner_up"]);
        Assert.NotNull(section["circularity"]);
        var frequency = section["frequencies"]![0]!;
        Assert.Equal(
            (1, "pizza", "pizza_like", "disc"),
            ((int)frequency["k"]!, (string)frequency["kind"]!, (string)frequency["pattern"]!, (string)frequency["mechanism"]!));
        Assert.All(
            new[] { "fve_clock", "fve_pizza", "fve_pizza_smooth", "fve_accompanying" }, key => Assert.NotNull(frequency[key]));
        Assert.Equal(text, AnalysisJson.Write(AnalysisJson.Read(text, "test")));
    }

    private static DistanceIrrelevance Distance(int p, Matrix logits) =>
        DistanceIrrelevance.Of(Toy.View(p, logits));

    private static double Wave(int x, int k, int quarter) => Math.Cos((2 * Math.PI * k * x / 11) - (quarter * Math.PI / 2));

    private static Matrix Waves(int p, Func<int, double[]> row) =>
        new(p, row(0).Length, [.. Enumerable.Range(0, p).SelectMany(row)]);
}
