namespace Grokking.Interp.Tests;

public sealed class NeuronClustersTests
{
    private const int P = 11;
    private const double Rounding = 1e-12;

    [Fact]
    public void Of_APolynomialOfOneFrequency_ExplainsAllOfIt()
    {
        var clusters = Clusters((a, b, _) => 2 + Wave(3, a) + (0.5 * Wave(3, a + b)) - (0.2 * Wave(3, a) * Wave(3, b)));
        Assert.Equal(3, clusters.Frequencies[0]);
        Assert.Equal(1, clusters.FractionsExplained[0], Rounding);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void Of_TwoFrequencies_ExplainsTheShareOfTheLarger(double smaller)
    {
        var clusters = Clusters((a, b, _) => Wave(2, a) + (smaller * Wave(5, b)));
        Assert.Equal(2, clusters.Frequencies[0]);
        Assert.Equal(1 / (1 + (smaller * smaller)), clusters.FractionsExplained[0], Rounding);
    }

    [Fact]
    public void Of_AConstantNeuron_HasNoFrequency()
    {
        var clusters = Clusters((_, _, _) => 3);
        Assert.Equal(0, clusters.Frequencies[0]);
        Assert.Equal(0, clusters.FractionsExplained[0]);
        Assert.Equal(0, clusters.Alive);
    }

    [Fact]
    public void Clusters_HoldTheNeuronsAboveTheThresholdByFrequency()
    {
        var neurons = Make.Pairs(P, 4, (a, b, n) => n switch
        {
            0 => Wave(4, a),
            1 => Wave(2, b),
            2 => Wave(4, a) + Wave(1, b),
            _ => Wave(4, a) + (0.2 * Wave(1, b)),
        });
        var clusters = NeuronClusters.Of(PairMarginals.Of(new FourierBasis(P), neurons)).Clusters;
        Assert.Equal([2, 4], clusters.Select(cluster => cluster.Frequency));
        Assert.Equal([0, 3], clusters[1].Neurons);
        Assert.Equal((1 + (1 / 1.04)) / 2, clusters[1].FractionExplained, Rounding);
    }

    [Fact]
    public void Of_TheHighestFrequencyOfAnEvenModulus_ExplainsAllOfIt()
    {
        var neurons = Make.Pairs(8, 1, (a, b, _) => ((a + b) % 2 == 0 ? 1 : -1) + (a % 2));
        var clusters = NeuronClusters.Of(PairMarginals.Of(new FourierBasis(8), neurons));
        Assert.Equal(4, clusters.Frequencies[0]);
        Assert.Equal(1, clusters.FractionsExplained[0], Rounding);
    }

    private static double Wave(int k, int x) => Math.Cos((2 * Math.PI * k * x / P) + 0.4);

    private static NeuronClusters Clusters(Func<int, int, int, double> neuron) =>
        NeuronClusters.Of(PairMarginals.Of(new FourierBasis(P), Make.Pairs(P, 1, neuron)));
}
