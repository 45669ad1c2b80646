using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class ExplanationTests
{
    private const int P = 29;

    private static readonly Lazy<Explanation> Torus = new(() => Explain(HandBuilt.Torus(P, 2, 5, 9)));
    private static readonly Lazy<Explanation> Pizza = new(() => Explain(HandBuilt.Pizza(P, 2, 5, 9, 13)));

    [Fact]
    public void Torus_IsExplained()
    {
        Assert.Equal(ExplanationVerdict.Explained, Torus.Value.Verdict);
        Assert.All(Torus.Value.Controls, control => Assert.False(control.Passes));
        Assert.Equal(5, Torus.Value.Controls.Count(control => control.Id == "rotated"));
    }

    [Fact]
    public void Mixture_OfATorus_IsAClock() => Assert.All(Torus.Value.Mixtures, mixture =>
    {
        Assert.InRange(mixture.Alone!.Clock, 0.99, 1);
        Assert.InRange(mixture.Clock, 0.99, 1);
        Assert.InRange(mixture.Fit, 0.99, 1);
    });

    [Fact]
    public void Mixture_OfADisc_IsAPizza() => Assert.All(Pizza.Value.Mixtures, mixture =>
    {
        Assert.InRange(mixture.Pizza, 0.95, 1);
        Assert.InRange(mixture.Alone!.Pizza, 0.95, 1);
        Assert.InRange(mixture.Fit, 0.99, 1);
    });

    [Fact]
    public void Clusters_OfATorus_HaveRankFourAndAlignedPhases() => Assert.All(Torus.Value.Clusters, cluster =>
    {
        Assert.Equal(4, cluster.Rank, 1e-3);
        Assert.Equal(1, cluster.Alignment, 1e-3);
        Assert.Equal(0, cluster.AlignmentAngle, 1e-3);
        Assert.Equal(0, cluster.SecondMoment, 1e-3);
        Assert.Equal(0, cluster.PhaseCorrelation, 1e-3);
    });

    [Fact]
    public void Clusters_OfADisc_HaveRankTwo() =>
        Assert.All(Pizza.Value.Clusters, cluster => Assert.Equal(2, cluster.Rank, 1e-3));

    [Fact]
    public void Causes_OfATorus_ArePredicted()
    {
        Assert.All(Torus.Value.Interchange, result => Assert.InRange(result.FractionExplained, 0.9, 1));
        Assert.All(Torus.Value.Interchange, result => Assert.InRange(result.FractionOfNull, -2, 0.8));
        Assert.All(Torus.Value.Rotations, result => Assert.InRange(result.FractionExplained, 0.9, 1));
        Assert.All(Torus.Value.Rotations, result => Assert.True(result.FractionOfNull < result.FractionExplained));
        Assert.Null(Torus.Value.FrozenAttentionAccuracy);
        // Only the even part of the non-linearity makes products: with none there is no answer.
        Assert.InRange(Swap("absolute"), 0.99, 1);
        Assert.InRange(Swap("square"), 0.99, 1);
        Assert.InRange(Swap("identity"), 0, 0.2);

        double Swap(string id) => Torus.Value.Swaps.Single(swap => swap.Id == id).Accuracy;
    }

    /// <summary>Neurons that receive some of another frequency: one alone does not explain them, both do, and another in place of
    /// the second does not.</summary>
    [Fact]
    public void Mixed_IsExplainedByTwoFrequencies()
    {
        var explanation = Explain(HandBuilt.Mixed(53, 0.2f, 2, 5, 9), 53);
        var (one, two) = (explanation.Ideals.Last(fit => fit.Rung == IdealRung.Additive).Logits, explanation.Judged()!.Logits);

        Assert.Equal((ExplanationVerdict.Explained, IdealRung.TwoFrequencies), (explanation.Verdict, explanation.JudgedRung));
        Assert.InRange(one.TwoSided, 0, ExplanationRule.IdealTwoSided);
        Assert.Equal((1, 1), (Math.Round(two.FractionExplained, 4), two.TwoSided));
        Assert.DoesNotContain(explanation.Controls, control => control.Passes);
        Assert.Equal(5, explanation.Controls.Count(control => control.Id == "rotated_others"));
    }

    /// <summary>Neurons that read a number line: five harmonics do not explain them, one line does, and another line in its
    /// place does not.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(7, 20)]
    public void Line_IsExplainedByANumberLine(int k, int cut)
    {
        var explanation = Explain(HandBuilt.Line(53, k, cut), 53);
        var (waves, line) = (explanation.Ideals.Last(fit => fit.Rung == IdealRung.Additive).Logits, explanation.Judged()!.Logits);

        Assert.Equal((ExplanationVerdict.Explained, IdealRung.NumberLine), (explanation.Verdict, explanation.JudgedRung));
        Assert.InRange(waves.TwoSided, 0, ExplanationRule.IdealTwoSided);
        Assert.Equal((1, 1), (Math.Round(line.FractionExplained, 4), line.TwoSided));
        Assert.Equal((5, 5), (Count("rotated"), Count("rotated_others")));
        Assert.DoesNotContain(explanation.Controls, control => control.Passes);

        int Count(string id) =>
            explanation.Controls.Count(control => control.Id == id && control.Rung == IdealRung.NumberLine);
    }

    /// <summary>Neurons of a first layer that pass on a mixture of all frequencies, and neurons of a last one that have one each:
    /// the last layer explains the network, what its neurons receive being functions of a plus functions of b.</summary>
    [Fact]
    public void Mirrored_IsExplainedByTheLastLayer()
    {
        var explanation = Explain(HandBuilt.BehindAMirror(53, 2, 5, 9), 53);

        Assert.Equal((ExplanationVerdict.Explained, IdealRung.LastLayer), (explanation.Verdict, explanation.JudgedRung));
        Assert.DoesNotContain(explanation.Controls, control => control.Passes);
    }

    /// <summary>Of a network that adds frequency by frequency the input's frequency is the output's; that it is another one is
    /// refuted.</summary>
    [Fact]
    public void InputInterchange_OfATorus_IsCarried()
    {
        Assert.Equal([2, 5, 9, null], Torus.Value.InputInterchange.Select(result => result.Frequency));
        Assert.All(Torus.Value.InputInterchange, result =>
        {
            Assert.InRange(result.FractionExplained, 0.95, 1);
            Assert.InRange(result.FractionBySum, 0.9, 1);
            Assert.True(result.FractionOfOther < result.FractionOfNull && result.FractionOfNull < 0.9, result.ToString());
        });
    }

    /// <summary>What a table answers depends on all frequencies of the input together.</summary>
    [Fact]
    public void InputInterchange_OfATable_IsNotPredicted() => Assert.All(
        Explain(HandBuilt.Table(13, [.. Enumerable.Range(0, 169)]), 13).InputInterchange,
        result => Assert.True(result.FractionExplained < 0.8, result.ToString()));

    /// <summary>A table of all answers is right, and equivariant; no frequency explains it.</summary>
    [Fact]
    public void Table_IsUnexplained()
    {
        var explanation = Explain(HandBuilt.Table(13, [.. Enumerable.Range(0, 169)]), 13);

        Assert.Equal(1, explanation.Behaviour[0].Accuracy);
        Assert.Equal(0, explanation.Behaviour[0].ArgMax);
        Assert.Equal("equivariance", explanation.FailsAt);
        Assert.False(explanation.Rungs.Single(rung => rung.Id == "weights").Holds);
    }

    [Fact]
    public void Network_ThatIsNotSolved_FailsAtBehaviour() =>
        Assert.Equal("behaviour", Explain(HandBuilt.Table(13, [.. Enumerable.Range(0, 100)]), 13).FailsAt);

    /// <summary>Where five harmonics are all frequencies there is no control, hence no explanation.</summary>
    [Fact]
    public void Network_OfAFewNumbers_FailsAtControls() =>
        Assert.Equal("controls", Explain(HandBuilt.Torus(11, 2, 3), 11).FailsAt);

    [Fact]
    public void Explanation_OfLogitsAlone_IsNone() => Assert.Null(Toy.Evaluation(7, Make.IdealLogits(7, 2, 1)).Explanation);

    [Fact]
    public void Explanation_OfAGroup_IsNone()
    {
        var operation = OperationCatalogue.Create("dihedral", 6);
        var config = new RunConfig { Task = new TaskConfig { Id = "dihedral", P = 6 },
            Model = new ModelConfig { DModel = 8, NHeads = 2 } };
        var architecture = config.CreateArchitecture();

        Assert.Null(
            new CheckpointEvaluation(
                FullBatchActivations.Of(new Model(architecture, new Weights(architecture.Parameters)), operation)).Explanation);
    }

    [Fact]
    public void Rule_NamesTheFirstRungThatFails()
    {
        ExplanationRung holds = new("a", [new("x", 1, 1)]), high = new("b", [new("x", 2, 1, AtLeast: false)]),
            missing = new("c", [new("x", null, 0)]);

        Assert.Equal((ExplanationVerdict.Explained, null), ExplanationRule.Judge([holds]));
        Assert.Equal((ExplanationVerdict.Unexplained, high), ExplanationRule.Judge([holds, high, missing]));
        Assert.Equal((ExplanationVerdict.Unexplained, missing), ExplanationRule.Judge([missing]));
    }

    [Fact]
    public void Certificates_AreSound()
    {
        // A bound may certify no pair that is wrong, nor one by more than its margin: with bits of weight turned at random.
        var model = HandBuilt.Torus(13, 2, 5);
        var random = new Random(3);
        foreach (ref var weight in model.Weights.Buffer.AsSpan())
        {
            weight += (float)(0.3 * (random.NextDouble() - 0.5));
        }
        var view = IdealNetworkTests.View(model, 13);
        var certificate = Certificate.Of(IdealNetwork.Of(view)!)!;

        Assert.Equal(["l1", "l2", "clusters", "gates"], certificate.Bounds.Select(bound => bound.Id));
        Assert.All(certificate.Bounds, bound => Assert.InRange(bound.Certified, 0, view.Scores.All.Accuracy));
        Assert.All(certificate.Bounds, bound => Assert.True(bound.Operations >= certificate.OperationsToEnumerate));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.003)]
    public void QuadraticCertificate_IsBelowTheSmallestMargin(double noise)
    {
        var model = HandBuilt.Quadratic(13, 2, 5, 3);
        var random = new Random(5);
        foreach (ref var weight in model.Weights.Buffer.AsSpan())
        {
            weight += (float)(noise * (random.NextDouble() - 0.5));
        }
        var view = IdealNetworkTests.View(model, 13);
        var smallest = Enumerable.Range(0, 169).Min(pair => Margins.Of(view.Logits.Row(pair).ToArray(), view.Pairs.Labels[pair]));
        var certificate = Certificate.Of(IdealNetwork.Of(view)!)!.Quadratic!;

        Assert.True(certificate.Certified, certificate.ToString());
        Assert.InRange(certificate.SmallestMargin, 0, smallest + 1e-4);
        Assert.Equal(noise == 0 ? smallest : certificate.SmallestMargin, certificate.SmallestMargin, 1e-3);
    }

    private static Explanation Explain(Model model, int p = P) => Explanation.Of(IdealNetworkTests.View(model, p));
}
