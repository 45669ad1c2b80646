using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Functions on Z_n cut to the harmonics of a frequency, neuron by neuron.</summary>
internal static class HarmonicCut
{
    /// <summary>The frequencies i·k modulo n, as 1..⌊n/2⌋ and without repeats.</summary>
    /// <param name="n">The modulus.</param>
    /// <param name="k">The frequency, 1..⌊n/2⌋.</param>
    /// <param name="harmonics">The multiples i, each 1 or more.</param>
    public static IReadOnlyList<int> Multiples(int n, int k, IReadOnlyList<int> harmonics) =>
        [.. harmonics.Select(i => i * k % n).Select(m => Math.Min(m, n - m)).Where(m => m > 0).Distinct()];

    /// <summary>Whether neither of two frequencies is a kept multiple of the other, nor the same.</summary>
    public static bool AreFree(int n, int k, int other, IReadOnlyList<int> harmonics) =>
        other != k && !Multiples(n, other, harmonics).Contains(k) && !Multiples(n, k, harmonics).Contains(other);

    /// <summary>The cut of functions without their means.</summary>
    /// <param name="basis">The basis of Z_n.</param>
    /// <param name="coefficients">[d_mlp, component].</param>
    /// <param name="frequencies">The frequencies of each neuron, [d_mlp].</param>
    /// <param name="harmonics">The multiples that are kept.</param>
    /// <param name="lines">The line of each neuron that is kept too: coefficients, or null for none. See
    /// <see cref="NumberLines"/>.</param>
    /// <returns>[n, d_mlp] by x.</returns>
    public static Tensor Of(
        FourierBasis basis, Matrix coefficients, IReadOnlyList<NeuronFrequencies> frequencies, IReadOnlyList<int> harmonics,
        IReadOnlyList<double[]?>? lines = null)
    {
        var (n, neurons) = (basis.P, coefficients.Rows);
        var table = new Tensor(new Shape(n, neurons));
        var kept = frequencies.Distinct().ToDictionary(
            own => own, own => own.Sets(n, harmonics).SelectMany(set => set).Distinct().SelectMany(basis.ComponentsOf).ToArray());
        var (values, cut, all) = (new double[n], new double[n], Enumerable.Range(1, n - 1).ToArray());
        for (var neuron = 0; neuron < neurons; neuron++)
        {
            if (kept[frequencies[neuron]] is { Length: > 0 } components)
            {
                if (lines?[neuron] is { } line)
                {
                    Cut(coefficients.Row(neuron), components, line, cut);
                    Fill(basis, cut, all, values);
                }
                else
                {
                    Fill(basis, coefficients.Row(neuron), components, values);
                }
                for (var x = 0; x < n; x++)
                {
                    table.Span[(x * neurons) + neuron] = (float)values[x];
                }
            }
        }
        return table;
    }

    // What of a function lies in some components, and along what these leave of a line.
    private static void Cut(ReadOnlySpan<double> coefficients, int[] components, double[] line, double[] cut)
    {
        line.CopyTo(cut, 0);
        foreach (var component in components)
        {
            cut[component] = 0;
        }
        var length = TensorPrimitives.SumOfSquares<double>(cut);
        // Nothing is left of the line of frequency n/2, which is its wave.
        var amount = length > 1e-9 ? TensorPrimitives.Dot(coefficients, cut) / length : 0;
        TensorPrimitives.Multiply(cut, amount, cut);
        foreach (var component in components)
        {
            cut[component] = coefficients[component];
        }
    }

    private static void Fill(FourierBasis basis, ReadOnlySpan<double> coefficients, int[] components, double[] values)
    {
        Array.Clear(values);
        foreach (var component in components)
        {
            TensorPrimitives.MultiplyAdd(basis.Rows.Row(component), coefficients[component], values, values);
        }
    }
}
