using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Verdicts on networks whose algorithm is known.</summary>
public sealed class CircuitRuleTests
{
    private const int P = 59;
    private const int SmallP = 11;
    private static readonly int[] Few = [2, 8, 18, 27];
    private static readonly int[] Others = [14, 17, 24, 29];

    // Weights in single precision.
    private const double Rounding = 1e-4;

    [Fact]
    public void Judge_AnIdealPizza_IsPizza()
    {
        var evidence = Evidence(HandBuilt.Pizza(P, Others));
        Assert.Equal(NetworkVerdict.Pizza, CircuitRule.Judge(P, evidence).Verdict);
        Assert.All(evidence.Frequencies, one => Assert.True(PatternFits.Fve(one.Circle.Fits!.SmoothPizza) > 0.98));
        Assert.All(evidence.Frequencies, one => Assert.Equal(1, one.Circle.Fits!.PizzaWeight!.Value, 0.05));
        Assert.All(evidence.Clusters!, one => Assert.Equal(1, one.PhaseCorrelation!.Value, Rounding));
        Assert.All(
            evidence.Clusters!,
            one => Assert.Equal([0.5, 0.5, 0, 0], one.SingularValueShares, (x, y) => Math.Abs(x - y) < Rounding));
    }

    [Fact]
    public void Judge_AnIdealTorus_IsTorusAndNotClock()
    {
        var evidence = Evidence(HandBuilt.Torus(P, Few));
        Assert.Equal(NetworkVerdict.Torus, CircuitRule.Judge(P, evidence).Verdict);
        Assert.All(evidence.Frequencies, one => Assert.True(PatternFits.Fve(one.Circle.Fits!.Clock) > 0.98));
        Assert.All(evidence.Frequencies, one => Assert.Equal(0, one.Circle.Fits!.PizzaWeight!.Value, 0.05));
        Assert.All(evidence.Clusters!, one => Assert.Equal(0, one.PhaseCorrelation!.Value, Rounding));
        Assert.All(evidence.Clusters!, one => Assert.All(one.SingularValueShares, share => Assert.Equal(0.25, share, Rounding)));
    }

    [Fact]
    public void Judge_TheQuadraticNetwork_IsTorusWithExactCosines()
    {
        var evidence = Evidence(HandBuilt.Quadratic(P, Few));
        Assert.Equal(NetworkVerdict.Torus, CircuitRule.Judge(P, evidence).Verdict);
        Assert.All(evidence.Frequencies, one => Assert.Equal(1, one.Circle.Fits!.Clock, Rounding));
        Assert.All(evidence.Frequencies, one => Assert.Equal(0.25, one.LogitShare, Rounding));
        Assert.Null(evidence.DistanceIrrelevance!.Correct);
    }

    [Fact]
    public void Judge_DiscsBesideTori_IsHybrid()
    {
        var verdict = CircuitRule.Judge(P, Evidence(HandBuilt.Mixture(P, Others, Few)));
        Assert.Equal(NetworkVerdict.Hybrid, verdict.Verdict);
        Assert.Equal(Others, verdict.Frequencies.Where(one => one.Kind == FrequencyKind.Pizza).Select(one => one.Frequency));
        Assert.Equal(Few, verdict.Frequencies.Where(one => one.Kind == FrequencyKind.Torus).Select(one => one.Frequency));
    }

    [Fact]
    public void Judge_ATableOfTheTrainingPairs_IsMemorisedIfTheSplitIsKnown()
    {
        var split = Toy.Split(SmallP);
        var model = HandBuilt.Table(SmallP, split.Train);
        Assert.Equal(NetworkVerdict.Memorised, CircuitRule.Judge(SmallP, Evidence(model, SmallP, split)).Verdict);
        var unknown = CircuitRule.Judge(SmallP, Evidence(model, SmallP));
        Assert.Equal(NetworkVerdict.Unsolved, unknown.Verdict);
        Assert.Contains("not known", unknown.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ATableOfAllPairs_IsUnclear()
    {
        var evidence = Evidence(HandBuilt.Table(SmallP, [.. Enumerable.Range(0, SmallP * SmallP)]), SmallP);
        Assert.Equal(1, evidence.Accuracy);
        Assert.Equal(NetworkVerdict.Unclear, CircuitRule.Judge(SmallP, evidence).Verdict);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(17)]
    public void Judge_RandomWeights_IsUnsolved(int p) =>
        Assert.Equal(NetworkVerdict.Unsolved, CircuitRule.Judge(p, CircuitEvidence.Of(Toy.View(p))).Verdict);

    [Fact]
    public void Judge_ADeadNetwork_IsUnsolvedAndHasNoNumbersToShow()
    {
        var model = Toy.Model(7);
        Array.Clear(model.Weights.Buffer);
        var evidence = CircuitEvidence.Of(Toy.Evaluation(model, 7).Cyclic!);
        Assert.Equal(NetworkVerdict.Unsolved, CircuitRule.Judge(7, evidence).Verdict);
        Assert.Null(evidence.GradientSymmetricity!.Value);
        Assert.Equal(new DistanceIrrelevance(null, null), evidence.DistanceIrrelevance);
        Assert.Null(evidence.Circularity);
        Assert.Empty(evidence.Frequencies);
    }

    /// <summary>An attention that multiplies has no weights that are easily written down: logits and pre-activations are tables
    /// here.</summary>
    [Fact]
    public void Judge_TablesOfAnIdealClock_IsClock()
    {
        var verdict = CircuitRule.Judge(P, Tables(secondOrder: 0.3, pizza: false));
        Assert.Equal(NetworkVerdict.Clock, verdict.Verdict);
        Assert.All(verdict.Frequencies, one => Assert.Equal(FrequencyKind.Clock, one.Kind));
    }

    [Theory]
    [InlineData(0.0, false, LogitPattern.ClockLike, NeuronMechanism.Disc)]
    [InlineData(0.1, false, LogitPattern.ClockLike, NeuronMechanism.Unclear)]
    [InlineData(0.3, true, LogitPattern.PizzaLike, NeuronMechanism.SecondOrder)]
    public void Judge_PatternAndMechanismThatDoNotGoTogether_IsUnclear(
        double secondOrder, bool pizza, LogitPattern pattern, NeuronMechanism mechanism)
    {
        var verdict = CircuitRule.Judge(P, Tables(secondOrder, pizza));
        Assert.Equal(NetworkVerdict.Unclear, verdict.Verdict);
        Assert.All(verdict.Frequencies, one => Assert.Equal((pattern, mechanism), (one.Pattern, one.Mechanism)));
    }

    [Theory]
    [InlineData(0.0, NeuronMechanism.SecondOrder)]
    [InlineData(0.03, NeuronMechanism.Unclear)]
    public void Mechanism_OfASecondOrderSignal_MustComeFromAttentionWhereThereIsOne(double frozen, NeuronMechanism expected)
    {
        var cluster = Tables(0.3, pizza: false).Clusters![0];
        Assert.Equal(0.043, cluster.SecondOrder, 1e-3);
        Assert.Equal(expected, FrequencyRule.Mechanism(cluster, frozen));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.4)]
    public void Pattern_HalfwayBetweenClockAndPizza_IsBetween(double weight)
    {
        var halfway = Make.Pairs(P, P, (a, b, c) => (1 - weight + (weight * Math.PI / 2 * Distance(a - b))) * Wave(c - a - b));
        var fits = PatternFits.Of(DifferenceErrorTable.Of(P, halfway), 5, freePhase: false)!;
        Assert.Equal(LogitPattern.Between, FrequencyRule.Pattern(fits));
        Assert.Equal(weight, fits.PizzaWeight!.Value, 1e-3);

        static double Distance(int d) => Math.Abs(Math.Cos(Math.PI * 5 * d / P));
        static double Wave(int e) => Math.Cos(2 * Math.PI * 5 * e / P);
    }

    private static CircuitEvidence Evidence(Model model, int p = P, Split? split = null) =>
        CircuitEvidence.Of(Toy.Evaluation(model, p, split).Cyclic!);

    private static CircuitEvidence Tables(double secondOrder, bool pizza)
    {
        const int K = 5;
        var logits = Make.Pairs(
            P, P, (a, b, c) =>
                (pizza ? Math.Abs(Math.Cos(Math.PI * K * (a - b) / P)) : 1) * Math.Cos(2 * Math.PI * K * (c - a - b) / P));
        var neurons = new Training.Tensor(new Shape(P * P, 12));
        for (var i = 0; i < neurons.Count; i++)
        {
            var (a, b, phase) = (i / 12 / P, i / 12 % P, 2 * Math.PI * (i % 12) / 12);
            neurons.Span[i] = (float)(Angle(a, phase) + Angle(b, phase) + (secondOrder * Angle(a + b, 2 * phase)));
        }
        var clusters = FrequencyCluster.Of(new NeuronModes(PairMarginals.Of(new FourierBasis(P), Matrix.From(neurons))), neurons);
        var circle = new CircleFit
        {
            Frequency = K, EmbeddingShare = 1, Alone = new Score(0, 1), Without = new Score(4, 0.02), ClassMeanShare = 0,
            Fits = PatternFits.Of(DifferenceErrorTable.Of(P, logits), K, freePhase: false),
        };
        return new CircuitEvidence
        {
            Accuracy = 1, CirclesTogether = new Score(0, 1), Clusters = clusters, ModeFamilies = [],
            Frequencies = [new FrequencyEvidence { Frequency = K, Circle = circle, LogitShare = 1, Cluster = clusters.Single() }],
        };

        static double Angle(int x, double phase) => Math.Cos((2 * Math.PI * K * x / P) + phase);
    }
}
