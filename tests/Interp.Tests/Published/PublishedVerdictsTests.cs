namespace Grokking.Interp.Tests;

/// <summary>Cluster geometry and verdicts of the published networks.</summary>
[Trait("lane", "full")]
public sealed class PublishedVerdictsTests
{
    // Half a unit of the last digit given, and rounding of single precision.
    private const double ThreeDigits = 0.00051;
    private const double TwoDigits = 0.0051;

    public static TheoryData<string> Ids => PublishedNetworks.Ids;

    /// <summary>Network, frequency, order-1 share from and to, o2, ρ from and to.</summary>
    public static TheoryData<string, int, double, double, double, double, double> Geometry => new()
    {
        { PublishedNetworks.ModelA, 3, .982, .987, .000, 1, 1 },
        { PublishedNetworks.ModelA, 15, .982, .987, .000, 1, 1 },
        { PublishedNetworks.ModelA, 17, .982, .987, .000, 1, 1 },
        { PublishedNetworks.ModelB, 13, .953, .953, .023, 1, 1 },
        { PublishedNetworks.ModelB, 16, .955, .955, .022, 1, 1 },
        { PublishedNetworks.ModelB, 21, .982, .982, .000, 1, 1 },
        { PublishedNetworks.Between, 5, .972, .979, .000, 1, 1 },
        { PublishedNetworks.Between, 10, .972, .979, .008, 1, 1 },
        { PublishedNetworks.Between, 12, .972, .979, .005, 1, 1 },
        { PublishedNetworks.Between, 23, .972, .979, .004, 1, 1 },
        { PublishedNetworks.Beta, 14, .98, .982, .000, 1, 1 },
        { PublishedNetworks.Beta, 17, .98, .982, .000, 1, 1 },
        { PublishedNetworks.Beta, 24, .98, .982, .000, 1, 1 },
        { PublishedNetworks.Beta, 29, .98, .982, .000, 1, 1 },
        { PublishedNetworks.TwoVocabularies, 7, .984, .987, .000, 1, 1 },
        { PublishedNetworks.TwoVocabularies, 23, .984, .987, .000, 1, 1 },
        { PublishedNetworks.TwoVocabularies, 28, .984, .987, .000, 1, 1 },
        { PublishedNetworks.Delta, 1, .96, .999, .000, .01, .14 },
        { PublishedNetworks.Delta, 2, .96, .999, .000, .01, .14 },
        { PublishedNetworks.Delta, 3, .96, .999, .000, .01, .14 },
        { PublishedNetworks.Delta, 8, .96, .999, .000, .01, .14 },
        { PublishedNetworks.Delta, 13, .96, .999, .000, .01, .14 },
        { PublishedNetworks.Delta, 18, .96, .999, .000, .01, .14 },
        { PublishedNetworks.Delta, 27, .96, .999, .000, .01, .14 },
    };

    [Theory]
    [MemberData(nameof(Geometry))]
    public void Clusters_HaveThePublishedGeometry(
        string id, int k, double firstFrom, double firstTo, double secondOrder, double phasesFrom, double phasesTo)
    {
        var cluster = PublishedNetworks.Evidence(id).Clusters!.Single(cluster => cluster.Frequency == k);
        Assert.InRange(cluster.FirstOrder, firstFrom - ThreeDigits, firstTo + ThreeDigits);
        Assert.Equal(secondOrder, cluster.SecondOrder, ThreeDigits);
        Assert.InRange(cluster.PhaseCorrelation!.Value, phasesFrom - TwoDigits, phasesTo + TwoDigits);
    }

    [Theory]
    [InlineData(PublishedNetworks.ModelA, new[] { 3, 15, 17 })]
    [InlineData(PublishedNetworks.ModelB, new[] { 13, 16, 21 })]
    [InlineData(PublishedNetworks.Between, new[] { 5, 10, 12, 23 })]
    [InlineData(PublishedNetworks.Beta, new[] { 14, 17, 24, 29 })]
    [InlineData(PublishedNetworks.TwoVocabularies, new[] { 7, 23, 28 })]
    [InlineData(PublishedNetworks.Delta, new[] { 1, 2, 3, 8, 13, 18, 27 })]
    public void Clusters_AreThoseOfTheseFrequencies(string id, int[] frequencies) =>
        Assert.Equal(frequencies, PublishedNetworks.Evidence(id).Clusters!.Select(cluster => cluster.Frequency));

    [Theory]
    [InlineData(PublishedNetworks.ModelA, 17, new[] { .49, .49, .01, .01 })]
    [InlineData(PublishedNetworks.ModelB, 13, new[] { .57, .38 })]
    [InlineData(PublishedNetworks.ModelB, 16, new[] { .58, .37 })]
    [InlineData(PublishedNetworks.ModelB, 21, new[] { .50, .48 })]
    [InlineData(PublishedNetworks.Between, 5, new[] { .50, .49 })]
    [InlineData(PublishedNetworks.Between, 23, new[] { .54, .44 })]
    [InlineData(PublishedNetworks.Beta, 14, new[] { .49, .49 })]
    [InlineData(PublishedNetworks.TwoVocabularies, 28, new[] { .49, .49 })]
    [InlineData(PublishedNetworks.Delta, 18, new[] { .26, .26, .25, .23 })]
    public void Clusters_HaveThePublishedSingularValues(string id, int k, double[] shares)
    {
        var cluster = PublishedNetworks.Evidence(id).Clusters!.Single(cluster => cluster.Frequency == k);
        Assert.All(shares.Zip(cluster.SingularValueShares), pair => Assert.Equal(pair.First, pair.Second, TwoDigits));
    }

    [Theory]
    [InlineData(PublishedNetworks.ModelA, NetworkVerdict.Pizza)]
    [InlineData(PublishedNetworks.ModelB, NetworkVerdict.Hybrid)]
    [InlineData(PublishedNetworks.Between, NetworkVerdict.Unclear)]
    [InlineData(PublishedNetworks.TwoVocabularies, NetworkVerdict.Pizza)]
    [InlineData(PublishedNetworks.TwoBlocks, NetworkVerdict.Pizza)]
    [InlineData(PublishedNetworks.Beta, NetworkVerdict.Pizza)]
    [InlineData(PublishedNetworks.Delta, NetworkVerdict.Torus)]
    [InlineData("2fsoiei4o2", NetworkVerdict.Unclear)]
    [InlineData("kboioj4ulz", NetworkVerdict.Unclear)]
    [InlineData("n9n7h3p965", NetworkVerdict.Unsolved)]
    [InlineData("f5dh675z97", NetworkVerdict.Unsolved)]
    public void Judge_APublishedNetwork_SaysWhatItIs(string id, NetworkVerdict expected) =>
        Assert.Equal(expected, CircuitRule.Judge(59, PublishedNetworks.Evidence(id)).Verdict);

    [Theory]
    [InlineData(PublishedNetworks.ModelA, FrequencyKind.Pizza, new[] { 3, 15, 17 })]
    [InlineData(PublishedNetworks.ModelA, FrequencyKind.Accompanying, new[] { 6, 25, 29 })]
    [InlineData(PublishedNetworks.ModelB, FrequencyKind.Clock, new[] { 13, 16 })]
    [InlineData(PublishedNetworks.ModelB, FrequencyKind.Pizza, new[] { 21 })]
    [InlineData(PublishedNetworks.ModelB, FrequencyKind.Accompanying, new[] { 17 })]
    [InlineData(PublishedNetworks.Between, FrequencyKind.Pizza, new[] { 5 })]
    [InlineData(PublishedNetworks.Between, FrequencyKind.Unclear, new[] { 10, 12, 23 })]
    [InlineData(PublishedNetworks.Beta, FrequencyKind.Pizza, new[] { 14, 17, 24, 29 })]
    [InlineData(PublishedNetworks.TwoVocabularies, FrequencyKind.Accompanying, new[] { 3, 13, 14 })]
    [InlineData(PublishedNetworks.Delta, FrequencyKind.Torus, new[] { 1, 2, 3, 8, 13, 18, 27 })]
    public void Judge_APublishedNetwork_SaysWhatItsFrequenciesAre(string id, FrequencyKind kind, int[] frequencies)
    {
        var verdict = CircuitRule.Judge(59, PublishedNetworks.Evidence(id));
        Assert.Equal(
            frequencies, verdict.Frequencies.Where(frequency => frequency.Kind == kind).Select(frequency => frequency.Frequency));
    }

    [Theory]
    [InlineData(10, 0.29)]
    [InlineData(12, 0.58)]
    [InlineData(23, 0.61)]
    public void Judge_ANetworkBetweenClockAndPizza_SaysHowFar(int k, double pizzaWeight)
    {
        var evidence = PublishedNetworks.Evidence(PublishedNetworks.Between);
        var verdict = CircuitRule.Judge(59, evidence).Frequencies.Single(one => one.Frequency == k);
        Assert.Equal(LogitPattern.Between, verdict.Pattern);
        Assert.Equal(
            pizzaWeight, evidence.Frequencies.Single(one => one.Frequency == k).Circle.Fits!.PizzaWeight!.Value, TwoDigits);
    }

    [Fact]
    public void Judge_AnAccompanyingCircle_NamesTheCircleThatItAccompanies()
    {
        var verdict = CircuitRule.Judge(59, PublishedNetworks.Evidence(PublishedNetworks.ModelA));
        Assert.Equal(
            [3, 17, 15], verdict.Frequencies.Where(one => one.Accompanies is not null).Select(one => one.Accompanies!.Value));
        Assert.Contains("25 accompanies 17", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Freezing_TheAttentionOfModelB_LeavesAPizzaThatFails()
    {
        var evidence = PublishedNetworks.Evidence(PublishedNetworks.ModelB);
        Assert.Equal(.021, evidence.SecondOrderFraction!.Value, ThreeDigits);
        Assert.Equal(0, evidence.SecondOrderFractionFrozen!.Value, ThreeDigits);
        Assert.Equal(.549, evidence.Frozen!.Value.Accuracy, ThreeDigits);
        var circle = evidence.Frequencies.Single(frequency => frequency.Frequency == 13).Circle;
        Assert.True(circle.Fits!.Clock > circle.Fits.SmoothPizza);
        Assert.True(circle.Frozen!.Fits!.Clock < circle.Frozen.Fits.SmoothPizza);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ModeFamilies_ShareThePower(string id) =>
        Assert.Equal(1, PublishedNetworks.Evidence(id).ModeFamilies.Sum(family => family.PowerShare), 1e-9);

    [Theory]
    [InlineData(PublishedNetworks.ModelA)]
    [InlineData(PublishedNetworks.ModelB)]
    [InlineData(PublishedNetworks.Between)]
    [InlineData(PublishedNetworks.TwoVocabularies)]
    [InlineData(PublishedNetworks.TwoBlocks)]
    [InlineData(PublishedNetworks.Beta)]
    [InlineData(PublishedNetworks.Delta)]
    public void SumFamily_AnswersEveryPairAlone_AndNoOtherFamilyDoes(string id)
    {
        var families = PublishedNetworks.Evidence(id).ModeFamilies.ToDictionary(family => family.Name);
        Assert.Equal(1, families["sum"].Accuracy);
        Assert.True(families["sum"].SmallestMargin > 0);
        Assert.All(new[] { "constant", "first", "second", "difference" }, name => Assert.True(families[name].Accuracy < 0.03));
    }
}
