using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>A network that adds in disguise has the numbers of the one that adds, label by label.</summary>
public sealed class DisguiseTests
{
    // Weights are float32.
    private const double Tolerance = 1e-5;

    public static TheoryData<string, int, int> Operations => new()
    {
        { "mod-sub", 11, 11 },
        { "mod-mul", 11, 10 },
        { "mod-mul", 9, 6 },
        { "mod-div", 13, 12 },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void Progress_OfANetworkInDisguise_IsThatOfTheOneThatAdds(string id, int p, int order)
    {
        var (disguised, plain) = (Disguised(id, p), Plain(order));
        // Means over weights that see what lies outside the group are others; those of the same weights follow.
        foreach (var measure in MeasureSet.Default.Measures.OfType<Measure<CyclicView>>()
            .Where(measure => order == p || !measure.Id.StartsWith("ipr", StringComparison.Ordinal)))
        {
            Assert.True(
                Nearly(measure.Of(plain).Value, measure.Of(disguised).Value),
                $"{measure.Id}: {measure.Of(plain)} and {measure.Of(disguised)}");
        }
        Assert.All(MeasureSet.Default.PerFrequency, measure => Assert.True(
            Nearly(measure.Of(plain.Cyclic!, 1).Value, measure.Of(disguised.Cyclic!, 1).Value), measure.Id));
        Assert.All(
            plain.Cyclic!.EmbeddingParticipation!.Zip(disguised.Cyclic!.EmbeddingParticipation!),
            ratios => Assert.Equal(ratios.First, ratios.Second, Tolerance));
        Assert.All(
            plain.Cyclic.NeuronParticipation!.Zip(disguised.Cyclic.NeuronParticipation!),
            ratios => Assert.Equal(ratios.First, ratios.Second, Tolerance));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Analysis_OfANetworkInDisguise_FindsTheFrequenciesAndTheVerdict(string id, int p, int order)
    {
        var (disguised, plain) = (Analyzer.Analyze(Disguised(id, p)), Analyzer.Analyze(Plain(order)));

        Assert.Equal(plain.KeyFrequencies, disguised.KeyFrequencies);
        Assert.Contains(2, disguised.KeyFrequencies);
        Assert.Equal($"cyclic {order}", disguised.Operation.Structure);
        Assert.Equal(plain.Circuits!.Verdict, disguised.Circuits!.Verdict);
        Assert.Equal(
            plain.Circuits.Frequencies.Select(evidence => evidence.Kind),
            disguised.Circuits.Frequencies.Select(evidence => evidence.Kind));
        Assert.All(
            plain.Fourier!.EmbeddingPower!.Zip(disguised.Fourier!.EmbeddingPower!),
            powers => Assert.Equal(powers.First, powers.Second, Tolerance));
    }

    [Theory]
    [InlineData("mod-mul", 11, 100)]
    [InlineData("mod-div", 11, 100)]
    [InlineData("mod-sub", 11, 121)]
    public void View_OfANetworkInDisguise_LeavesOutWhatLiesOutsideTheGroup(string id, int p, int pairs)
    {
        var evaluation = Disguised(id, p);

        Assert.Equal(1, evaluation.Scores.All.Accuracy);
        Assert.Equal(pairs, evaluation.Cyclic!.Pairs.Count);
        Assert.Equal(1, evaluation.Cyclic.Scores.All.Accuracy);
    }

    private static CheckpointEvaluation Plain(int order) =>
        Toy.Evaluation(HandBuilt.Quadratic(order, 1, 2), order, Toy.Split(order));

    private static CheckpointEvaluation Disguised(string id, int p)
    {
        var operation = ModularOperation.Of(id, p);
        var algebra = (Algebra.Cyclic)operation.Algebra;
        int[] Pairs(IEnumerable<int> labels) =>
            [.. labels.Select(pair =>
                algebra.Left[pair / algebra.Order] * operation.Right + algebra.Right[pair % algebra.Order])];
        var (train, test) = (Pairs(Toy.Split(algebra.Order).Train), Pairs(Toy.Split(algebra.Order).Test));
        return new(
            FullBatchActivations.Of(HandBuilt.InDisguise(operation, 1, 2), operation, new(EqualsSign: false)),
            new Split(train, [.. test, .. operation.Pairs.Except(train).Except(test)]));
    }

    private static bool Nearly(double? expected, double? found) => expected is { } value && found is { } other
        ? Math.Abs(value - other) <= Tolerance * Math.Max(1, Math.Abs(value))
        : expected is null && found is null;
}
