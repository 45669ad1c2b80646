using System.Numerics;
using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The number lines that neurons read. On a line of frequency k the operands x stand at (k·x − cut) mod n, equally far apart, in
/// one order for all neurons that read it; an operand near the cut may stand at its other end. Two such numbers add as the
/// operands do, up to multiples of n, and neurons of several thresholds read the sum off. A wave of frequency k has 6/π², 61 %,
/// of a line's energy, and five harmonics have 89 %, so that harmonics are a poor description of it.
/// </summary>
internal sealed class NumberLines
{
    // Of n: how far from the cut an operand may stand at the other end.
    private const int NearCut = 6;

    private const int FewestPlaces = 11;

    private readonly FourierBasis basis;
    private readonly Matrix[] means;
    private readonly Dictionary<int, Matrix> cuts = [];
    private readonly Dictionary<(int Operand, int First, int Count), double[]?> directions = [];

    /// <summary>The lines of some neurons.</summary>
    /// <param name="basis">The basis of Z_n.</param>
    /// <param name="first">What they receive, by the first operand: Fourier coefficients, [d_mlp, component], in any
    /// unit.</param>
    /// <param name="second">The same by the second operand.</param>
    public NumberLines(FourierBasis basis, Matrix first, Matrix second) => (this.basis, means) = (basis, [first, second]);

    /// <summary>The lines of the neurons whose inputs were summed.</summary>
    public static NumberLines Of(PairMarginals inputs) => new(
        inputs.Basis, inputs.Basis.Forward(inputs.ByFirst).Transpose(), inputs.Basis.Forward(inputs.BySecond).Transpose());

    /// <summary>Shares of what neurons of a frequency receive by each operand: what its wave holds in each neuron, and what one
    /// line does.</summary>
    /// <param name="neurons">The neurons.</param>
    /// <param name="k">The frequency, 1..⌊n/2⌋.</param>
    public (double Wave, double Line) Shares(IReadOnlyList<int> neurons, int k)
    {
        var (wave, held, all) = (0.0, 0.0, 0.0);
        for (var operand = 0; operand < means.Length; operand++)
        {
            var line = Line(operand, neurons, k);
            foreach (var neuron in neurons)
            {
                var mean = means[operand].Row(neuron);
                var along = line is null ? 0 : TensorPrimitives.Dot<double>(line, mean);
                foreach (var component in basis.ComponentsOf(k))
                {
                    wave += mean[component] * mean[component];
                }
                (held, all) = (held + (along * along), all + TensorPrimitives.SumOfSquares<double>(mean[1..]));
            }
        }
        return all > 0 ? (wave / all, held / all) : (0, 0);
    }

    /// <summary>The line that neurons of a frequency read, as it is for the first operand; null where a line holds less of what
    /// they receive than waves do, and where k·x takes so few values modulo n that five harmonics are all functions of
    /// it.</summary>
    public NumberLine? Of(IReadOnlyList<int> neurons, int k)
    {
        var (wave, line) = Shares(neurons, k);
        if (line <= wave || basis.P / (int)BigInteger.GreatestCommonDivisor(k, basis.P) <= FewestPlaces
            || Direction(0, neurons) is not { } direction)
        {
            return null;
        }
        var places = Places(direction, k);
        var (mean, slope) = Slope(places, direction);
        return new(k, neurons.Count, wave, line, [.. direction.Select(value => mean + (value / slope))], places);
    }

    /// <summary>The line of a frequency that fits best what some neurons receive together.</summary>
    /// <param name="operand">0 or 1.</param>
    /// <param name="neurons">The neurons.</param>
    /// <param name="k">The frequency, 1..⌊n/2⌋.</param>
    /// <returns>Fourier coefficients of length 1; null where they receive nothing.</returns>
    public double[]? Line(int operand, IReadOnlyList<int> neurons, int k)
    {
        if (Direction(operand, neurons) is not { } direction)
        {
            return null;
        }
        var line = basis.Forward(new Matrix(basis.P, 1, Places(direction, k))).Span.ToArray();
        ToUnit(line);
        return line;
    }

    // Without its mean, of length 1.
    private static void ToUnit(Span<double> line)
    {
        line[0] = 0;
        TensorPrimitives.Divide(line, TensorPrimitives.Norm<double>(line), line);
    }

    private double Place(int k, int x, int cut) => ((k * x) - cut + basis.P) % basis.P;

    // Where the operands stand, [n].
    private double[] Places(double[] direction, int k)
    {
        var (n, coefficients) = (basis.P, basis.Forward(new Matrix(basis.P, 1, direction)));
        var (all, cut, most) = (Cuts(k), 0, -1.0);
        for (var i = 0; i < n; i++)
        {
            var along = TensorPrimitives.Dot<double>(all.Row(i), coefficients.Span);
            (cut, most) = along * along > most ? (i, along * along) : (cut, most);
        }
        return AcrossTheCut([.. Enumerable.Range(0, n).Select(x => Place(k, x, cut))], direction);
    }

    // What a step along the line is worth, and the mean place.
    private static (double Mean, double Slope) Slope(double[] places, double[] direction)
    {
        var mean = places.Average();
        var energy = places.Sum(place => (place - mean) * (place - mean));
        return (mean, places.Zip(direction, (place, value) => (place - mean) * value).Sum() / energy);
    }

    // Operands near the cut that fit better at the other end stand there.
    private double[] AcrossTheCut(double[] places, double[] direction)
    {
        var (n, moved) = (basis.P, places.ToArray());
        for (var round = 0; round < 5; round++)
        {
            var (mean, slope) = Slope(moved, direction);
            double[] next = [.. places.Select((place, x) => new[] { place, place - n, place + n }
                .Where(other => other >= -(double)n / NearCut && other < n + ((double)n / NearCut))
                .MinBy(other => Math.Abs(direction[x] - (slope * (other - mean)))))];
            if (next.SequenceEqual(moved))
            {
                break;
            }
            moved = next;
        }
        return moved;
    }

    // What changes most over the operand in what some neurons receive together, [n], its mean 0; null where nothing does.
    private double[]? Direction(int operand, IReadOnlyList<int> neurons)
    {
        var key = (operand, neurons[0], neurons.Count);
        if (!directions.TryGetValue(key, out var direction))
        {
            var values = basis.Inverse(means[operand].Gather(neurons).Transpose());
            direction = PrincipalComponents.Of(values) is { } found
                ? [.. Enumerable.Range(0, basis.P).Select(x => found.Scores[x, 0])] : null;
            directions[key] = direction;
        }
        return direction;
    }

    // The lines of a frequency by where they are cut, [cut, component], each of length 1.
    private Matrix Cuts(int k)
    {
        if (!cuts.TryGetValue(k, out var lines))
        {
            var (n, values) = (basis.P, new Matrix(basis.P, basis.P));
            for (var x = 0; x < n; x++)
            {
                for (var cut = 0; cut < n; cut++)
                {
                    values[x, cut] = Place(k, x, cut);
                }
            }
            lines = basis.Forward(values).Transpose();
            for (var cut = 0; cut < n; cut++)
            {
                ToUnit(lines.Row(cut));
            }
            cuts[k] = lines;
        }
        return lines;
    }
}

/// <summary>A number line that the neurons of a frequency read: operands equally far apart, in the order of k·x mod n, so that
/// the numbers of two operands add as the operands do.</summary>
/// <param name="Frequency">The frequency k, 1..⌊n/2⌋.</param>
/// <param name="Neurons">Number of neurons.</param>
/// <param name="WaveShare">Share of what they receive by each operand in waves of the frequency, 0 to 1.</param>
/// <param name="LineShare">The same on the line.</param>
/// <param name="Received">What they receive by the first operand, along the direction in which that varies most, in places of the
/// line, [n].</param>
/// <param name="Places">Where the operands stand on the line, [n]: k·x modulo n, up to the place of the cut.</param>
public sealed record NumberLine(
    int Frequency, int Neurons, double WaveShare, double LineShare, IReadOnlyList<double> Received, IReadOnlyList<double> Places)
{
    /// <summary>The share of a wave in its best line, 6/π²: a line of which neurons receive no more is none.</summary>
    public const double OfAWave = 6 / (Math.PI * Math.PI);
}
