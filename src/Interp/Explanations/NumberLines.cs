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

    private readonly FourierBasis basis;
    private readonly Matrix[] means;
    private readonly Dictionary<int, Matrix> cuts = [];
    private readonly Dictionary<(int Operand, int First, int Count), double[]?> directions = [];

    /// <summary>The lines of some neurons.</summary>
    /// <param name="basis">The basis of Z_n.</param>
    /// <param name="first">What they receive, by the first operand: Fourier coefficients, [d_mlp, component].</param>
    /// <param name="second">The same by the second operand.</param>
    public NumberLines(FourierBasis basis, Matrix first, Matrix second) => (this.basis, means) = (basis, [first, second]);

    /// <summary>Shares of what neurons of a frequency receive by each operand: what its wave holds in each neuron, and what one
    /// line does.</summary>
    /// <param name="neurons">The neurons.</param>
    /// <param name="k">The frequency, 1..⌊n/2⌋.</param>
    public (double Wave, double Line) Shares(int[] neurons, int k)
    {
        var (wave, held, all) = (0.0, 0.0, 0.0);
        for (var operand = 0; operand < means.Length; operand++)
        {
            var line = Line(operand, neurons, k);
            foreach (var neuron in neurons)
            {
                var mean = means[operand].Row(neuron);
                var along = line is null ? 0 : TensorPrimitives.Dot<double>(line, mean);
                (wave, held, all) = (wave + Wave.Of(mean, k).Power, held + (along * along),
                    all + TensorPrimitives.SumOfSquares(mean[1..]));
            }
        }
        return all > 0 ? (wave / all, held / all) : (0, 0);
    }

    /// <summary>The same neurons' frequencies, with a line for all of a frequency of which a line holds more than waves
    /// do.</summary>
    public NeuronFrequencies[] Read(IReadOnlyList<NeuronFrequencies> neurons)
    {
        NeuronFrequencies[] result = [.. neurons];
        foreach (var cluster in neurons.Index().Where(neuron => neuron.Item.Own > 0).GroupBy(neuron => neuron.Item.Own))
        {
            int[] members = [.. cluster.Select(neuron => neuron.Index)];
            if (Shares(members, cluster.Key) is var (wave, line) && line > wave)
            {
                Array.ForEach(members, neuron => result[neuron] = result[neuron] with { Line = cluster.Key });
            }
        }
        return result;
    }

    /// <summary>The line of each neuron that has one; neurons that keep the same share it.</summary>
    /// <param name="frequencies">The frequencies of each neuron, [d_mlp].</param>
    /// <returns>By operand and neuron: Fourier coefficients of length 1, or null.</returns>
    public IReadOnlyList<double[]?>[] Of(IReadOnlyList<NeuronFrequencies> frequencies)
    {
        double[]?[][] lines = [.. means.Select(_ => new double[]?[frequencies.Count])];
        foreach (var cluster in frequencies.Index().Where(neuron => neuron.Item.Line > 0).GroupBy(neuron => neuron.Item))
        {
            int[] members = [.. cluster.Select(neuron => neuron.Index)];
            for (var operand = 0; operand < means.Length; operand++)
            {
                var line = Line(operand, members, cluster.Key.Line);
                Array.ForEach(members, neuron => lines[operand][neuron] = line);
            }
        }
        return lines;
    }

    // The line of a frequency that fits best what some neurons receive together, in coefficients of length 1.
    private double[]? Line(int operand, int[] neurons, int k)
    {
        if (Direction(operand, neurons) is not { } direction)
        {
            return null;
        }
        var (n, coefficients) = (basis.P, basis.Forward(new Matrix(basis.P, 1, direction)));
        var (all, cut, most) = (Cuts(k), 0, -1.0);
        for (var i = 0; i < n; i++)
        {
            var along = TensorPrimitives.Dot<double>(all.Row(i), coefficients.Span);
            (cut, most) = along * along > most ? (i, along * along) : (cut, most);
        }
        double[] places = [.. Enumerable.Range(0, n).Select(x => (double)(((k * x) - cut + n) % n))];
        var line = basis.Forward(new Matrix(n, 1, AcrossTheCut(places, direction))).Span.ToArray();
        line[0] = 0;
        TensorPrimitives.Divide(line, TensorPrimitives.Norm<double>(line), line);
        return line;
    }

    // Operands near the cut that fit better at the other end stand there.
    private double[] AcrossTheCut(double[] places, double[] direction)
    {
        var (n, moved) = (basis.P, places.ToArray());
        for (var round = 0; round < 5; round++)
        {
            var mean = moved.Average();
            var energy = moved.Sum(place => (place - mean) * (place - mean));
            var slope = moved.Zip(direction, (place, value) => (place - mean) * value).Sum() / energy;
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
    private double[]? Direction(int operand, int[] neurons)
    {
        var key = (operand, neurons[0], neurons.Length);
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
                    values[x, cut] = ((k * x) - cut + n) % n;
                }
            }
            lines = basis.Forward(values).Transpose();
            for (var cut = 0; cut < n; cut++)
            {
                lines[cut, 0] = 0;
                TensorPrimitives.Divide(lines.Row(cut), TensorPrimitives.Norm<double>(lines.Row(cut)), lines.Row(cut));
            }
            cuts[k] = lines;
        }
        return lines;
    }
}
