using System.Numerics;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class NeuronModesTests
{
    private const double Rounding = 1e-9;

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(11)]
    public void Energies_OfRandomNeurons_AreThoseOfTheTwoDimensionalTransform(int p)
    {
        var neurons = Make.Random(p * p, 2);
        var modes = Modes(p, neurons);
        for (var k = 1; k <= p / 2; k++)
        {
            for (var neuron = 0; neuron < 2; neuron++)
            {
                Assert.Equal(Energy(p, neurons, neuron, k, 0), modes.First[k - 1, neuron], Rounding);
                Assert.Equal(Energy(p, neurons, neuron, 0, k), modes.Second[k - 1, neuron], Rounding);
                Assert.Equal(Energy(p, neurons, neuron, k, k), modes.Sum[k - 1, neuron], Rounding);
                var isSum = 2 * k == p;
                Assert.Equal(isSum ? 0 : Energy(p, neurons, neuron, k, p - k), modes.Difference[k - 1, neuron], Rounding);
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(2.0)]
    public void PhaseCorrelation_OfOnePhaseDifference_IsOneAtThatAngle(double difference)
    {
        var neurons =
            Make.Pairs(11, 5, (a, b, n) => Math.Cos(Angle(11, 3, a) + n + difference) + (0.5 * Math.Cos(Angle(11, 3, b) + n)));
        var phases = Modes(11, neurons).PhaseCorrelation(3, [0, 1, 2, 3, 4])!.Value;
        Assert.Equal(1, phases.Magnitude, Rounding);
        Assert.Equal(difference, phases.Phase, Rounding);
    }

    [Fact]
    public void PhaseCorrelation_OfEvenlySpreadDifferences_IsZero()
    {
        var neurons =
            Make.Pairs(11, 5, (a, b, n) => Math.Cos(Angle(11, 3, a) + (2 * Math.PI * n / 5)) + Math.Cos(Angle(11, 3, b)));
        Assert.Equal(0, Modes(11, neurons).PhaseCorrelation(3, [0, 1, 2, 3, 4])!.Value.Magnitude, Rounding);
    }

    [Fact]
    public void PhaseCorrelation_OfNeuronsThatSeeOneInput_IsNone() => Assert.Null(
        Modes(11, Make.Pairs(11, 1, (a, _, _) => a == 0 ? 1 : 0)).PhaseCorrelation(3, []));

    [Fact]
    public void SecondOrderFraction_IsTheShareOfFunctionsOfTheSum()
    {
        var modes =
            Modes(11, Make.Pairs(11, 1, (a, b, _) => 7 + Math.Cos(Angle(11, 2, a)) + (2 * Math.Cos(Angle(11, 4, a + b) + 1))));
        Assert.Equal(0.8, modes.SecondOrderFraction, Rounding);
        Assert.Equal(0.8, modes.SecondOrder(4)!.Value, Rounding);
        Assert.Null(modes.SecondOrder(2));
        Assert.Equal([4], modes.Frequencies);
    }

    [Fact]
    public void Frequencies_OfAConstantNeuron_IsZero() =>
        Assert.Equal([0], Modes(5, Make.Pairs(5, 1, (_, _, _) => 0.3)).Frequencies);

    private static NeuronModes Modes(int p, Matrix neurons) => new(PairMarginals.Of(new FourierBasis(p), neurons));

    private static double Angle(int p, int k, int x) => 2 * Math.PI * k * x / p;

    // |P^(u, v)|² / p², twice where (u, v) and (−u, −v) are different modes.
    private static double Energy(int p, Matrix neurons, int neuron, int u, int v)
    {
        var sum = Complex.Zero;
        for (var pair = 0; pair < p * p; pair++)
        {
            sum += neurons[pair, neuron] * Complex.FromPolarCoordinates(1, -Angle(p, 1, (u * (pair / p)) + (v * (pair % p))));
        }
        var single = 2 * u % p == 0 && 2 * v % p == 0;
        return sum.Magnitude * sum.Magnitude / (p * p) * (single ? 1 : 2);
    }
}
