using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class IdealNetworkTests
{
    private const double SinglePrecision = 2e-5;
    private const int P = 29;

    [Fact]
    public void Ideal_OfANetworkOfSingleFrequencies_IsTheNetwork()
    {
        var ideal = IdealNetwork.Of(View(HandBuilt.Mixture(P, discs: [2, 9], tori: [5]), P))!;
        var fit = ideal.Fit(IdealRung.Additive, [1]);

        Assert.Equal([IdealRung.Additive], ideal.Rungs);
        Assert.Equal([2, 5, 9], ideal.FrequenciesInUse);
        Assert.Equal(1, fit.Logits.FractionExplained, SinglePrecision);
        Assert.Equal(1, fit.InputFraction, SinglePrecision);
    }

    /// <summary>For prime n all frequencies are harmonics of any, so that all harmonics leave the network as it is.</summary>
    [Theory]
    [InlineData(1, 1.0, true, IdealRung.ExactAttention)]
    [InlineData(1, 0.4, false, IdealRung.ExactAttention)]
    [InlineData(2, 0.7, true, IdealRung.EveryLayer)]
    [InlineData(3, 1.0, false, IdealRung.EveryLayer)]
    public void Ideal_WithAllHarmonics_IsTheNetwork(int layers, double rate, bool equalsSign, IdealRung judged)
    {
        var ideal = IdealNetwork.Of(View(Random(7, layers, rate, equalsSign), 7))!;
        var fit = ideal.Fit(ideal.Rungs[^1], [1, 2, 3]);

        Assert.Equal(judged, ideal.Rungs[^1]);
        Assert.Equal(1, fit.Logits.FractionExplained, SinglePrecision);
        Assert.Equal(1, fit.InputFraction, SinglePrecision);
    }

    [Fact]
    public void Ideal_OfSubtraction_GoesByLabels()
    {
        var operation = OperationCatalogue.Create("mod-sub", 7);
        var ideal =
            IdealNetwork.Of(new CheckpointEvaluation(FullBatchActivations.Of(Random(7, 1, 0.5, true), operation)).Cyclic!)!;
        var fit = ideal.Fit(ideal.Rungs[^1], [1, 2, 3]);

        Assert.Equal(1, fit.Logits.FractionExplained, SinglePrecision);
        Assert.Equal(1, fit.InputFraction, SinglePrecision);
        Assert.Equal(1, ideal.InputsOf([0])![0].Fraction, SinglePrecision);
    }

    [Theory]
    [InlineData(29)]
    [InlineData(53)]
    [InlineData(60)]
    public void Rotated_KeepsNoFrequencyNorAMultiple(int n)
    {
        int[] inUse = [1, 7, 12];
        for (var seed = 0; seed < 20; seed++)
        {
            var images = FrequencyMap.Rotated(n, inUse, IdealNetwork.JudgedHarmonics, seed)!.Of(inUse);
            Assert.All(inUse.Zip(images), pair =>
            {
                Assert.NotEqual(pair.First, pair.Second);
                Assert.DoesNotContain(pair.First, HarmonicCut.Multiples(n, pair.Second, IdealNetwork.JudgedHarmonics));
                Assert.DoesNotContain(pair.Second, HarmonicCut.Multiples(n, pair.First, IdealNetwork.JudgedHarmonics));
            });
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(11)]
    public void Rotated_WhereHarmonicsAreAllThereAre_IsNone(int n) =>
        Assert.Null(FrequencyMap.Rotated(n, [1, 2], IdealNetwork.JudgedHarmonics, 0));

    [Theory]
    [InlineData(53, false)]
    [InlineData(53, true)]
    [InlineData(60, false)]
    public void RotatedMixtures_KeepNothingOfWhatNeuronsHad(int n, bool keepOwn)
    {
        NeuronFrequencies[] neurons = [new(1, 7, 12), new(7, 12), new(12), new(7, 1, 17), new(7, 12), new(0), new(7, Line: 7)];
        for (var seed = 0; seed < 20; seed++)
        {
            var images = NeuronFrequencies.Rotated(n, neurons, IdealNetwork.JudgedHarmonics, seed, keepOwn)!;

            Assert.Equal((images[1], new NeuronFrequencies(0)), (images[4], images[5]));
            Assert.All(neurons.Zip(images).Where(pair => pair.First.Own > 0), pair =>
            {
                Assert.Equal(keepOwn, pair.First.Own == pair.Second.Own);
                Assert.Equal(pair.First.Line > 0, pair.Second.Line > 0);
                Assert.True(pair.Second.Line == 0 || pair.Second.Line != pair.First.Line);
                Assert.Equal(pair.First.Others.Count(), pair.Second.Others.Distinct().Count());
                int[] kept = [.. pair.Second.Sets(n, IdealNetwork.JudgedHarmonics).SelectMany(set => set)];
                Assert.Empty(keepOwn ? [] : kept.Intersect([pair.First.Own, .. pair.First.Others]));
                Assert.Empty(pair.Second.Others.Intersect([pair.First.Own, .. pair.First.Others]));
            });
        }
    }

    /// <summary>The product of two waves of k is one of k, though all that it has in its mean over b is a wave of 2k.</summary>
    [Fact]
    public void WithProducts_OfAProduct_IsItsOwnFrequency()
    {
        var (basis, pairs) = (new FourierBasis(P), new Matrix(P * P, 1));
        double Wave(int k, int x) => Math.Cos(2 * Math.PI * k * x / P);
        for (var pair = 0; pair < P * P; pair++)
        {
            pairs[pair, 0] = (Wave(5, pair / P) * Wave(5, pair % P)) + (0.1 * Wave(10, pair / P));
        }

        Assert.Equal(5, NeuronFrequencies.WithProducts(PairMarginals.Of(basis, pairs)).Single().Own);
    }

    [Fact]
    public void RotatedMixtures_WhereHarmonicsAreAllThereAre_AreNone() =>
        Assert.Null(NeuronFrequencies.Rotated(11, [new(1, 2)], IdealNetwork.JudgedHarmonics, 0, keepOwn: false));

    internal static CyclicView View(Model model, int p) =>
        new CheckpointEvaluation(FullBatchActivations.Of(model, ModularOperation.Add(p))).Cyclic!;

    private static Model Random(int p, int layers, double rate, bool equalsSign)
    {
        var config = new RunConfig
        {
            Task = new TaskConfig { P = p },
            Model = new ModelConfig { DModel = 16, NHeads = 2, NLayers = layers, AttentionRate = rate, EqualsSign = equalsSign,
                Causal = false },
        };
        var architecture = config.CreateArchitecture();
        return new Model(architecture, WeightInit.Draw(architecture, 1));
    }
}
