using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>For Z_n the measures of groups and those of frequencies are the same numbers.</summary>
[Collection(PublishedGroups.Collection)]
public sealed class FourierAgreementTests
{
    private const double OfDouble = 1e-9;

    public static TheoryData<int> Orders => [3, 12, 13];

    [Theory, MemberData(nameof(Orders))]
    public void Energies_AreThePowersOfFrequencies(int n)
    {
        var (representations, basis) = (Representations.Of(FiniteGroups.Cyclic(n)), new FourierBasis(n));
        var matrix = Make.Random(n, 5);
        var spectrum = new FourierSpectrum(basis, matrix);
        var energies = representations.Energies(matrix);

        foreach (var k in basis.Frequencies)
        {
            var energy = TensorPrimitives.Sum<double>(energies.Row(IndexOf(representations, n, k)));
            Assert.Equal(spectrum.Power[k - 1], energy, OfDouble);
            AssertEqual(basis.BandPass(matrix, k), representations.Project(matrix, Irrep(representations, n, k)));
        }
    }

    [Theory, MemberData(nameof(Orders))]
    public void PairShares_AreTheEnergiesOfModes(int n)
    {
        var representations = Representations.Of(FiniteGroups.Cyclic(n));
        var pairs = Make.Random(n * n, 4);
        var modes = new NeuronModes(PairMarginals.Of(new FourierBasis(n), pairs));
        var means = new PairMeans(representations, new PairRows(pairs));
        var shares = means.Shares();

        Assert.Equal(modes.TotalEnergy, means.CentredEnergy.Sum(), OfDouble);
        for (var k = 1; k <= n / 2; k++)
        {
            var share = shares[IndexOf(representations, n, k)];
            Assert.Equal(TensorPrimitives.Sum<double>(modes.First.Row(k - 1)) / modes.TotalEnergy, share.First, OfDouble);
            Assert.Equal(TensorPrimitives.Sum<double>(modes.Second.Row(k - 1)) / modes.TotalEnergy, share.Second, OfDouble);
            Assert.Equal(TensorPrimitives.Sum<double>(modes.Sum.Row(k - 1)) / modes.TotalEnergy, share.Product, OfDouble);
        }
    }

    [Theory, MemberData(nameof(Orders))]
    public void CharactersAndLosses_AreThoseOfCosines(int n)
    {
        var representations = Representations.Of(FiniteGroups.Cyclic(n));
        var logits = Make.Random(n * n, n);
        var split = Toy.Split(n);
        int[] keys = [1, n / 2];
        keys = [.. keys.Distinct()];
        var view = Toy.View(n, logits, split, keys);
        Irrep[] irreps = [.. keys.Select(k => Irrep(representations, n, k))];
        var fit = new CharacterFit(representations, new PairRows(logits));
        var losses = new LogitLosses(representations, new PairRows(logits), fit);

        for (var k = 1; k <= n / 2; k++)
        {
            var similarity = fit.Similarities[IndexOf(representations, n, k)];
            Assert.Equal(view.CosineFit.Coefficients[k - 1], similarity * fit.Norm, OfDouble);
        }
        Assert.Equal(view.CosineFit.Loss(keys), losses.RestrictedToCharacters(irreps), OfDouble);
        var excluded = view.RestrictedExcluded.ExcludedCosineLoss(split.Train);
        Assert.Equal(excluded, losses.WithoutCharacters(split.Train, irreps), OfDouble);
        Assert.Equal(view.RestrictedExcluded.Restricted.All.Loss, losses.Restricted(irreps).Loss, OfDouble);
        Assert.Equal(view.RestrictedExcluded.Restricted.All.Accuracy, losses.Restricted(irreps).Accuracy, OfDouble);
        Assert.Equal(view.RestrictedExcluded.Excluded.Train!.Value.Loss, losses.Excluded(split.Train, irreps), OfDouble);
        var single = view.RestrictedExcluded.ExcludedLosses;
        for (var k = 1; k <= n / 2; k++)
        {
            Assert.Equal(single[k - 1], losses.Excluded(split.Train, Irrep(representations, n, k)), OfDouble);
        }
    }

    [Theory, MemberData(nameof(Orders))]
    public void Ablations_AreThoseOfEightCells(int n)
    {
        var representations = Representations.Of(FiniteGroups.Cyclic(n));
        var logits = Make.Random(n * n, n);
        var view = Toy.View(n, logits);
        var ablation = new IrrepAblation(representations, new PairRows(logits));
        int[] frequencies = [1, n / 2];
        foreach (var set in new[] { frequencies[..1], frequencies[1..], [.. frequencies.Distinct()] })
        {
            Irrep[] irreps = [.. set.Select(k => Irrep(representations, n, k))];
            AssertEqual(Ablation.Remove(view, set).Scores, ablation.Remove(irreps));
            AssertEqual(Ablation.Keep(view, set).Scores, ablation.Keep(irreps));
        }
    }

    /// <summary>The published network of Z_113, by frequencies and by representations.</summary>
    [Fact]
    public void Losses_OfThePublishedNetwork_AreThoseOfFrequencies()
    {
        var network = PublishedGroups.Get("C113_T_seed1");
        var view =
            CheckpointReader.Open(Testing.Fixtures.Path("groups", "C113_T_seed1", "model.pt")).Evaluate([16, 30, 56]).Cyclic!;
        var fit = new CharacterFit(network.Representations, network.Logits);
        var losses = new LogitLosses(network.Representations, network.Logits, fit);

        AssertRelative(view.RestrictedExcluded.Restricted.All.Loss, losses.Restricted(fit.KeyIrreps()).Loss);
        AssertRelative(view.RestrictedExcluded.Excluded.Train!.Value.Loss, losses.Excluded(network.Train, fit.KeyIrreps()));
        AssertRelative(view.CosineFit.Loss([16, 30, 56]), losses.RestrictedToCharacters(fit.KeyIrreps()));
    }

    private static Irrep Irrep(Representations representations, int n, int k) =>
        representations[2 * k == n ? "sign" : $"freq_{k}"];

    private static int IndexOf(Representations representations, int n, int k) =>
        representations.Irreps.ToList().IndexOf(Irrep(representations, n, k));

    private static void AssertRelative(double expected, double actual) =>
        ReferenceRun.AssertRelative(expected, actual, OfDouble, "loss");

    private static void AssertEqual(SplitScores expected, PairResults actual)
    {
        for (var pair = 0; pair < expected.Losses.Count; pair++)
        {
            Assert.Equal(expected.Losses[pair], actual.Losses[pair], OfDouble);
        }
        Assert.Equal(expected.All.Loss, actual.Over().Loss, OfDouble);
        Assert.Equal(expected.All.Accuracy, actual.Over().Accuracy, OfDouble);
    }

    private static void AssertEqual(Matrix expected, Matrix actual) =>
        Assert.True(TensorPrimitives.Distance<double>(expected.Span, actual.Span) <= OfDouble);
}
