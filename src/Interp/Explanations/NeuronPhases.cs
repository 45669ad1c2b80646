using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using MathNet.Numerics.LinearAlgebra;

namespace Grokking.Interp;

/// <summary>
/// Phases and amplitudes of the last neurons of one frequency k, which receive A·cos(ω·a + φ) + B·cos(ω·b + χ) and write
/// D·cos(ω·c + ψ). Where they add, ψ = φ + χ, and phases spread evenly cancel what is not the answer (He et al. 2026).
/// </summary>
/// <param name="Frequency">The frequency, 1..⌊n/2⌋.</param>
/// <param name="Neurons">Number of neurons.</param>
/// <param name="EnergyShare">Their share of the energy of what the last neurons receive, 0 to 1.</param>
/// <param name="Alignment">Length of the mean of e^(i(ψ − φ − χ)), weighted by A·B·D: 1 when ψ = φ + χ in all neurons, up to one
/// angle for all; 0 when the phases have nothing to do with each other.</param>
/// <param name="AlignmentAngle">The angle of that mean, in radians: 0 where ψ = φ + χ.</param>
/// <param name="SecondMoment">Length of the mean of e^(2iφ): 0 for phases that are spread evenly.</param>
/// <param name="FourthMoment">Length of the mean of e^(4iφ): the same.</param>
/// <param name="PhaseCorrelation">Length of the mean of e^(i(φ − χ)), weighted by A·B: 1 for a disc, 0 for a torus.</param>
/// <param name="SecondOrder">Share of their variance in the mode cos and sin of ω(a + b), 0 to 1.</param>
/// <param name="SecondHarmonic">Share of their order-1 energy in the frequency 2k, 0 to 1: the accompanying circle.</param>
/// <param name="Rank">How many dimensions the order-1 inputs fill, by the participation ratio of squared singular values: 2 for a
/// disc, 4 for a torus.</param>
/// <param name="AmplitudeSpread">Standard deviation of the neurons' input amplitudes over their mean: 0 when all are equally
/// strong.</param>
/// <param name="WaveShare">Share of their order-1 energy in waves of frequency k, 0 to 1.</param>
/// <param name="LineShare">Share of their order-1 energy in one number line, operands x at (k·x − cut) mod n, 0 to 1. A wave has
/// 0.61 in its best line, a line 0.61 in its wave.</param>
public sealed record NeuronPhases(
    int Frequency, int Neurons, double EnergyShare, double Alignment, double AlignmentAngle, double SecondMoment,
    double FourthMoment,
    double PhaseCorrelation, double SecondOrder, double SecondHarmonic, double Rank, double AmplitudeSpread, double WaveShare,
    double LineShare)
{
    /// <summary>Whether they read a number line: one holds more than their waves, and more than it would of a wave.</summary>
    [JsonIgnore]
    public bool ReadLine => LineShare > Math.Max(WaveShare, NumberLine.OfAWave);

    /// <summary>The phases of a cluster.</summary>
    internal static NeuronPhases Of(LastNeurons neurons, InterchangeCluster cluster)
    {
        var (k, n, basis) = (cluster.Frequency, neurons.View.N, neurons.View.Basis);
        var coefficients = new double[n];
        var waves = cluster.Neurons.Select(neuron =>
        {
            return (
                First: Wave.Of(neurons.First.Row(neuron), k), Second: Wave.Of(neurons.Second.Row(neuron), k),
                Out: neurons.Written(neuron, k));
        }).ToArray();
        var aligned = Mean(
            waves.Select(wave =>
                (wave.Out.Phase - wave.First.Phase - wave.Second.Phase, Size(wave.First) * Size(wave.Second) * Size(wave.Out))));
        var difference = Mean(waves.Select(wave => (wave.First.Phase - wave.Second.Phase, Size(wave.First) * Size(wave.Second))));
        var (waveShare, lineShare) = neurons.Lines.Shares(cluster.Neurons, k);
        double[] amplitudes = [.. waves.Select(wave => Math.Sqrt(wave.First.Power + wave.Second.Power))];
        return new NeuronPhases(
            k, waves.Length, cluster.Share, aligned.Magnitude, aligned.Phase,
            Mean(waves.Select(wave => (2 * wave.First.Phase, 1.0))).Magnitude,
            Mean(waves.Select(wave => (4 * wave.First.Phase, 1.0))).Magnitude,
            difference.Magnitude, SecondOrderOf(neurons, cluster), Harmonic(neurons, cluster),
            RankOf(waves.Select(wave => (wave.First, wave.Second))),
            amplitudes.Average() is > 0 and var mean
                ? Math.Sqrt(amplitudes.Average(size => (size - mean) * (size - mean))) / mean : 0,
            waveShare, lineShare);
    }

    private static double Size(Wave wave) => Math.Sqrt(wave.Power);

    // The weighted mean of e^(i·angle); 0 without any weight.
    private static Complex Mean(IEnumerable<(double Angle, double Weight)> angles)
    {
        var (sum, weight) = (Complex.Zero, 0.0);
        foreach (var (angle, size) in angles)
        {
            sum += Complex.FromPolarCoordinates(size, angle);
            weight += size;
        }
        return weight > 0 ? sum / weight : Complex.Zero;
    }

    private static double SecondOrderOf(LastNeurons neurons, InterchangeCluster cluster)
    {
        var energy = cluster.Neurons.Sum(neuron => neurons.Energy[neuron]);
        return energy > 0
            ? cluster.Neurons.Sum(neuron => Wave.Of(neurons.Sum.Row(neuron), cluster.Frequency).Power) * neurons.View.N / energy
            : 0;
    }

    private static double Harmonic(LastNeurons neurons, InterchangeCluster cluster)
    {
        var n = neurons.View.N;
        double PowerOf(int k) =>
            cluster.Neurons.Sum(neuron =>
                Wave.Of(neurons.First.Row(neuron), k).Power + Wave.Of(neurons.Second.Row(neuron), k).Power);
        var doubled = HarmonicCut.Multiples(n, cluster.Frequency, [2]);
        var (own, second) = (PowerOf(cluster.Frequency), doubled is [var k] ? PowerOf(k) : 0);
        return own > 0 ? second / (own + second) : 0;
    }

    private static double RankOf(IEnumerable<(Wave First, Wave Second)> waves)
    {
        var rows = waves.Select(wave => new[] { wave.First.Cosine, wave.First.Sine, wave.Second.Cosine, wave.Second.Sine });
        var inputs = Matrix<double>.Build.DenseOfRowArrays(rows);
        var values = (inputs.TransposeThisAndMultiply(inputs)).Svd(computeVectors: false).S;
        var squares = TensorPrimitives.SumOfSquares<double>(values.ToArray());
        return squares > 0 ? values.Sum() * values.Sum() / squares : 0;
    }
}
