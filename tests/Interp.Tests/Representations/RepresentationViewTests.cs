using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Interp.Tests;

[Collection(PublishedGroups.Collection)]
public sealed class RepresentationViewTests
{
    private const double OfDouble = 1e-9;

    // Sums of single-precision activations in another order.
    private const double OfSingle = 1e-5;

    public static TheoryData<string> Ids => PublishedGroups.Ids;

    /// <summary>The view of a checkpoint reads the arrays that the published values were made from, a cyclic group's among
    /// them.</summary>
    [Theory, MemberData(nameof(Ids))]
    [Trait("lane", "full")]
    public void View_OfAPublishedNetwork_ReadsItsArrays(string id)
    {
        var (network, view) = (PublishedGroups.Get(id), Open(id));
        var fit = new CharacterFit(network.Representations, network.Logits);
        var losses =
            new HiddenLosses(new PairMeans(network.Representations, network.Neurons), network.Neurons, network.NeuronLogitMap);

        Assert.Equal(fit.KeyIrreps().Select(irrep => irrep.Name), view.KeyIrreps.Select(irrep => irrep.Name));
        Assert.Equal(
            view.KeyIrreps.Select(irrep => irrep.Name), view.KeyNumbers.Select(key => view.Representations.Irreps[key].Name));
        AssertEqual(fit.Similarities, view.Fit.Similarities);
        AssertEqual(network.Representations.Shares(network.EmbeddingFirst), view.Representations.Shares(view.EmbeddingFirst!));
        AssertEqual(network.Representations.Shares(network.EmbeddingSecond), view.Representations.Shares(view.EmbeddingSecond!));
        AssertEqual(network.Representations.Shares(network.NeuronLogitMap), view.Representations.Shares(view.W_L!));
        ReferenceRun.AssertRelative(
            losses.Restricted(fit.KeyIrreps()).Loss, view.HiddenLosses!.Restricted(view.KeyIrreps).Loss, OfSingle, "restricted");
        ReferenceRun.AssertRelative(
            losses.Excluded(network.Train, fit.KeyIrreps()), view.HiddenLosses.Excluded(view.Pairs.Rows.Train!, view.KeyIrreps),
            OfSingle, "excluded");
    }

    [Theory]
    [InlineData("S5_MLP_seed1", 0.99, 0.02)]
    [InlineData("D59_T_seed1", 0.99, 0.42)]
    [InlineData("A5_T_seed1", 0.999, 0.13)]
    [Trait("lane", "full")]
    public void Verdict_OfAPublishedNetwork_IsBothAgainstItsControls(string id, double logits, double control)
    {
        var evidence = GroupEvidence.Of(Open(id));

        Assert.Equal(GroupKind.Both, GroupRule.Judge(evidence).Kind);
        Assert.All([evidence.Irreps!, evidence.Cosets!], ideal =>
        {
            Assert.Equal(1, ideal.Accuracy);
            Assert.InRange(ideal.RSquared, logits, 1);
        });
        Assert.All([evidence.OtherIrreps!, evidence.OtherCosets!], ideal => Assert.InRange(ideal.RSquared, -1, control));
    }

    /// <summary>The logits of S5 and D59 are a function of x⁻¹·z·y⁻¹ for two thirds and five sixths, and swaps leave that what it
    /// is.</summary>
    [Theory]
    [InlineData("S5_MLP_seed1", 0.654)]
    [InlineData("D59_T_seed1", 0.843)]
    [InlineData("A5_T_seed1", 0.998)]
    [Trait("lane", "full")]
    public void Explanation_OfAPublishedNetwork_HoldsRungByRung(string id, double equivariant)
    {
        var groups = AnalysisGroups.Of(Open(id));

        Assert.Equal(equivariant, groups.Equivariance.EnergyShare, 1e-3);
        Assert.All(groups.Explanation!.Rungs, rung => Assert.True(rung.Holds, rung.Id));
        Assert.Equal(ExplanationVerdict.Explained, groups.Explanation.Verdict);
        var rung = groups.Explanation.Rungs.Single(rung => rung.Id == "causes");
        var causes = rung.Checks.ToDictionary(check => check.Id, check => check.Value);
        Assert.InRange(causes["interchange_fraction_explained"]!.Value, 0.99, 1);
        Assert.InRange(causes["interchange_by_product"]!.Value, 0.95, 1.01);
        Assert.InRange(causes["other_interchange"]!.Value, -1, 0.45);
    }

    [Fact]
    [Trait("lane", "full")]
    public void Measures_OfThePublishedS5_AreThoseOfItsParts()
    {
        var evaluation = CheckpointReader.Open(Fixtures.Path("groups", "S5_MLP_seed1", "model.pt")).Evaluate();
        var values = GroupMeasures.All.ToDictionary(measure => measure.Id, measure => measure.Of(evaluation).Value!.Value);

        ReferenceRun.AssertRelative(1.5200086e-7, values["hidden_restricted_loss"], 1e-4, "restricted");
        ReferenceRun.AssertRelative(10.0904889, values["hidden_excluded_loss"], 1e-4, "excluded");
        ReferenceRun.AssertRelative(0.3905399, values["character_fraction_explained"], 1e-4, "explained");
        Assert.Equal(0.654, values["equivariant_share"], 1e-3);
        Assert.Equal(evaluation.Representations!.Equivariant.Alone.TwoSided, values["equivariant_two_sided"]);
        Assert.Equal(1, values["quotient_accuracy"]);
        // Three neurons of 128, with most energy each.
        Assert.InRange(values["sign_share"], 0.03, 0.045);
        Assert.InRange(values["coset_share"], 0.9, 1);
        Assert.InRange(values["rank_one_share"], 0.98, 1);
        Assert.InRange(values["neuron_alignment"], 0.95, 1);
    }

    /// <summary>The published A5 network has one representation: its neurons carry the answer from one pair to another.</summary>
    [Fact]
    public void Interchange_OfTheOneRepresentation_MovesTheAnswer()
    {
        var view = Open("A5_T_seed1");

        var interchange = ClusterInterchange.Of(view, view.NeuronIrreps!.Cluster(view.KeyIrreps[0]))!;

        Assert.Equal(1, interchange.Agreement);
        Assert.InRange(interchange.RSquared, 0.95, 1);
        Assert.InRange(interchange.Null, -2, 0);
    }

    /// <summary>For Z_n the view by representations says what the view by frequencies says.</summary>
    [Theory]
    [InlineData("transformer", 12)]
    [InlineData("transformer", 13)]
    [InlineData("mlp-groups", 7)]
    public void View_OfACyclicGroup_IsThatByFrequencies(string architecture, int n)
    {
        var isMlp = architecture == "mlp-groups";
        var evaluation = Toy.Evaluation(
            n, config => config with { Architecture = architecture, EqualsSign = !isMlp, SeparateVocabularies = isMlp },
            Toy.Split(n));
        var (group, cyclic) = (evaluation.Representations!, evaluation.Cyclic!);
        var (shares, power) = (group.Representations.Shares(group.EmbeddingFirst!), cyclic.EmbeddingSpectrum!.Power);
        for (var k = 1; k <= n / 2; k++)
        {
            var irrep = group.Representations[2 * k == n ? "sign" : $"freq_{k}"];
            var index = group.Representations.IndexOf(irrep);
            Assert.Equal(cyclic.CosineFit.Coefficients[k - 1], group.Fit.Similarities[index] * group.Fit.Norm, OfDouble);
            Assert.Equal(
                cyclic.RestrictedExcluded.ExcludedLosses[k - 1], group.LogitLosses.Excluded(group.Pairs.Rows.Train!, irrep),
                OfDouble);
            if (!isMlp)
            {
                Assert.Equal(power[k - 1] / power.Sum() * (1 - shares[0]), shares[index], OfDouble);
            }
        }
        Assert.Null(evaluation.View<RepresentationView>());
    }

    /// <summary>Operands and answers under other names: the same numbers.</summary>
    [Fact]
    public void View_OfAGroupInDisguise_IsThatOfTheGroup()
    {
        var plain = OperationCatalogue.Create(GroupOperation.SymmetricId, 6);
        var logits = Make.Random(36, 6);
        int[] left = [3, 0, 5, 1, 4, 2], right = [1, 2, 0, 5, 3, 4], answer = [4, 1, 0, 3, 5, 2];
        string[] names = ["a", "b", "c", "d", "e", "f"];
        var cells = new int[36];
        var renamed = new Matrix(36, 6);
        for (var pair = 0; pair < 36; pair++)
        {
            var (x, y) = (pair / 6, pair % 6);
            cells[left[x] * 6 + right[y]] = answer[plain.Answer(x, y)];
            for (var z = 0; z < 6; z++)
            {
                renamed[left[x] * 6 + right[y], answer[z]] = logits[pair, z];
            }
        }
        var table = new TableOperation(new OperationTable { Left = names, Right = names, Answers = names, Cells = cells });

        var (view, hidden) = (View(plain, logits), View(table, renamed));

        Assert.False(hidden.Algebra.IsPlain);
        Assert.Equal(view.Pairs.Scores.All.Loss, hidden.Pairs.Scores.All.Loss, OfDouble);
        Assert.Equal(view.Equivariant.EnergyShare, hidden.Equivariant.EnergyShare, OfDouble);
        Assert.Equal(view.Fit.Norm, hidden.Fit.Norm, OfDouble);
    }

    [Fact]
    public void Keys_ThatAreNoRepresentations_AreRefused()
    {
        var operation = OperationCatalogue.Create(GroupOperation.SymmetricId, 6);

        Assert.Throws<ArgumentOutOfRangeException>(() => View(operation, new Matrix(36, 6), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => View(operation, new Matrix(36, 6), 3));
        Assert.Throws<ArgumentException>(() => View(operation, new Matrix(36, 6), 1, 1));
        Assert.Equal(["sign", "standard"], View(operation, new Matrix(36, 6), 2, 1).KeyIrreps.Select(irrep => irrep.Name));
    }

    private static RepresentationView Open(string id) =>
        CheckpointReader.Open(Fixtures.Path("groups", id, "model.pt")).Evaluate().Representations!;

    private static RepresentationView View(BinaryOperation operation, Matrix logits, params int[]? keys) =>
        new CheckpointEvaluation(
        new FullBatchActivations { Operation = operation, Logits = logits }, null,
        keys is { Length: 0 } ? null : keys).Representations!;

    private static void AssertEqual(IReadOnlyList<double> expected, IReadOnlyList<double> actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, OfSingle));
}
