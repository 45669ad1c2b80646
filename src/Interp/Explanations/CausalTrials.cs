using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Edits of a running network whose effect its clusters predict, or that only matter if its account is right; over
/// random pairs, the same for all.</summary>
internal sealed class CausalTrials
{
    private const int Draws = 500;
    private const int RandomSets = 3;

    private readonly LastNeurons neurons;
    private readonly IReadOnlyList<InterchangeCluster> clusters;
    private readonly Matrix directions;
    private readonly int[] pairs;
    private readonly Examples examples;

    /// <summary>Trials of a network.</summary>
    public CausalTrials(LastNeurons neurons, IReadOnlyList<InterchangeCluster> clusters)
    {
        (this.neurons, this.clusters, directions) = (neurons, clusters, neurons.Readout.Transpose());
        var random = new PythonRandom(2);
        pairs = [.. Enumerable.Range(0, Draws).Select(_ => random.RandBelow(neurons.View.Pairs.Count))];
        examples = neurons.View.Pairs.Activations.Gather(pairs).Examples;
    }

    private CyclicView View => neurons.View;

    /// <summary>Each cluster's frequency, and its harmonics, of the left operand's embedding turned by one: what the cluster
    /// writes should turn by one.</summary>
    public IReadOnlyList<RotationResult> Rotations() => [.. clusters.Select(Rotate)];

    /// <summary>Other functions in place of the last non-linearity.</summary>
    public IReadOnlyList<SwapResult> Swaps() =>
    [
        Swap("absolute", Math.Abs), Swap("square", x => x * x), Swap("fourth_power", x => x * x * x * x),
        Swap("identity", x => x), Swap("cube", x => x * x * x),
    ];

    /// <summary>Each cluster set to its means, beside as many random neurons.</summary>
    public IReadOnlyList<ClusterAblation> Ablations()
    {
        var random = new PythonRandom(3);
        int[] all = [.. Enumerable.Range(0, neurons.Count)];
        return [.. clusters.Select(cluster =>
            new ClusterAblation(cluster.Frequency, cluster.Neurons.Count, Without(cluster.Neurons),
            Enumerable.Range(0, RandomSets).Average(_ =>
            {
                random.Shuffle(all.AsSpan());
                return Without(all[..cluster.Neurons.Count]);
            })))];
    }

    private RotationResult Rotate(InterchangeCluster cluster)
    {
        var n = View.N;
        var (tokens, embedding) = (View.Algebra.Left, View.W_E!);
        var wave = View.Basis.BandPass(embedding, HarmonicCut.Multiples(n, cluster.Frequency, IdealNetwork.JudgedHarmonics));
        var turn = new Dictionary<int, double[]>();
        for (var a = 0; a < n; a++)
        {
            var change = wave.Row((a + 1) % n).ToArray();
            TensorPrimitives.Subtract(change, wave.Row(a), change);
            turn[tokens[a]] = change;
        }
        Tensor? post = null;
        View.Pairs.Model.Run(
            examples, [new Hook(HookNames.Embed, activation => Turn(activation, turn)), Capture(activation => post = activation)],
            Positions.ReadOut);
        var (written, expected, energy, missed, missedByNull) = (new double[n], new double[n], 0.0, 0.0, 0.0);
        var (writing, values) = (new NeuronWriting(directions, cluster.Neurons), new double[neurons.Count]);
        for (var i = 0; i < pairs.Length; i++)
        {
            Array.Clear(written);
            FloatRows.Read(post!, i, values);
            writing.AddTo(values, written);
            CharacterFit.Centre(written, written);
            energy += TensorPrimitives.SumOfSquares<double>(written);
            missed += Missed((View.Pairs.LabelArray[pairs[i]] + 1) % n);
            missedByNull += Missed(View.Pairs.LabelArray[pairs[i]]);
        }
        return new(cluster.Frequency, energy > 0 ? 1 - (missed / energy) : 0, energy > 0 ? 1 - (missedByNull / energy) : 0);

        double Missed(int answer)
        {
            Rolled.Write(cluster.Profile, answer, expected);
            var distance = TensorPrimitives.Distance<double>(written, expected);
            return distance * distance;
        }
    }

    private void Turn(Tensor embedded, Dictionary<int, double[]> turn)
    {
        var (positions, width) = (embedded.Shape[1], embedded.Shape[2]);
        for (var i = 0; i < embedded.Shape[0]; i++)
        {
            var row = embedded.Span.Slice(i * positions * width, width);
            var change = turn[examples.Tokens[i * positions]];
            for (var j = 0; j < width; j++)
            {
                row[j] += (float)change[j];
            }
        }
    }

    private SwapResult Swap(string id, Func<double, double> function)
    {
        var names = EffectiveWeights.NeuronHooks(View.Pairs.Model.Architecture)!.Value;
        Tensor? pre = null;
        var logits = View.Pairs.Model.Run(examples,
        [
            new Hook(names.Pre, activation => pre = activation.Clone()),
            new Hook(names.Post, activation =>
            {
                for (var i = 0; i < activation.Count; i++)
                {
                    activation.Span[i] = (float)function(pre!.Span[i]);
                }
            }),
        ], Positions.ReadOut);
        return new(id, Accuracy((i, row) => View.Pairs.Read(logits, i, row)));
    }

    private double Without(IReadOnlyList<int> removed)
    {
        var means = View.NeuronMarginals!.Mean();
        var post = View.Pairs.Activations.NeuronsPost!;
        var (writing, change) = (new NeuronWriting(directions, removed), new double[means.Length]);
        return Accuracy((i, row) =>
        {
            View.Logits.Row(pairs[i]).CopyTo(row);
            FloatRows.Read(post, pairs[i], change);
            TensorPrimitives.Subtract(means, change, change);
            writing.AddTo(change, row);
        });
    }

    private double Accuracy(Action<int, double[]> read)
    {
        var (row, right) = (new double[View.N], 0);
        for (var i = 0; i < pairs.Length; i++)
        {
            read(i, row);
            right += Margins.Of(row, View.Pairs.LabelArray[pairs[i]]) > 0 ? 1 : 0;
        }
        return (double)right / pairs.Length;
    }

    private Hook Capture(Action<Tensor> keep)
    {
        var name = EffectiveWeights.NeuronHooks(View.Pairs.Model.Architecture)!.Value.Post;
        return new Hook(name, activation => keep(FirstNeurons.AtLastPosition(activation).Clone()));
    }
}

/// <summary>How well it is predicted what a cluster writes when its frequency of the left operand's embedding is turned by
/// one.</summary>
/// <param name="Frequency">The frequency, 1..⌊n/2⌋.</param>
/// <param name="FractionExplained">Share of what it writes, centred, that "the same, turned by one" explains: 1 at best.</param>
/// <param name="FractionOfNull">The same of the prediction that nothing turns.</param>
public sealed record RotationResult(int Frequency, double FractionExplained, double FractionOfNull);

/// <summary>The network with another function for its last non-linearity.</summary>
/// <param name="Id">absolute, square, fourth_power, identity or cube.</param>
/// <param name="Accuracy">Share of 500 random pairs answered right, 0 to 1.</param>
public sealed record SwapResult(string Id, double Accuracy);

/// <summary>The network without the neurons of a frequency, which are set to their means over all pairs.</summary>
/// <param name="Frequency">The frequency, 1..⌊n/2⌋.</param>
/// <param name="Neurons">Number of neurons.</param>
/// <param name="Accuracy">Share of 500 random pairs answered right without them, 0 to 1.</param>
/// <param name="AccuracyWithoutRandom">The same without as many random neurons, the mean over three draws.</param>
public sealed record ClusterAblation(int Frequency, int Neurons, double Accuracy, double AccuracyWithoutRandom);

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
