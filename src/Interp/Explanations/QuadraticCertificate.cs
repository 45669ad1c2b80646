using System.Numerics;

namespace Grokking.Interp;

/// <summary>
/// A proof for networks whose last neurons are squares of u(a) + v(b): their logits are trigonometric polynomials whose
/// coefficients are sums over the neurons (Tian 2024), so that every answer follows from O(neurons·frequencies) numbers, without
/// running the network on any pair. With each neuron cut to its own frequency, the signal is Σ_k 2·Re(S_k·e^(iω_k·e)); the margin
/// at e is at least its fall from 0 to e, less twice the sizes of all other coefficients and of what the cut leaves out.
/// </summary>
/// <param name="Certified">Whether every answer follows.</param>
/// <param name="SmallestMargin">The smallest bound on a margin over e, in logits: above 0 when every answer follows.</param>
/// <param name="Signal">The smallest fall of the signal, in logits.</param>
/// <param name="Others">Twice the sizes of all other coefficients of the neurons' own frequencies, in logits.</param>
/// <param name="Outside">Twice the sizes of what the cut leaves out, by norms, in logits.</param>
/// <param name="Operations">Multiply-adds that it takes.</param>
public sealed record QuadraticCertificate(
    bool Certified, double SmallestMargin, double Signal, double Others, double Outside, long Operations)
{
    /// <summary>The certificate of neurons that read a and b alone, added up.</summary>
    internal static QuadraticCertificate? Of(LastNeurons neurons)
    {
        var n = neurons.View.N;
        if (n % 2 == 0 || !IsAdditive(neurons))
        {
            return null;
        }
        var mean = neurons.Marginals.Mean();
        var output = neurons.View.Basis.Forward(neurons.Readout).Transpose();
        var (others, left) = (0.0, 0.0);
        var signals = new Complex[n / 2 + 1];
        foreach (var cluster in Enumerable.Range(0, neurons.Count).Where(neuron => neurons.Frequencies[neuron] > 0)
            .GroupBy(neuron => neurons.Frequencies[neuron]))
        {
            int[] members = [.. cluster];
            var own = Coefficients(neurons, output, mean, cluster.Key, members);
            signals[cluster.Key] = own.Signal;
            others += own.Others;
        }
        for (var neuron = 0; neuron < neurons.Count; neuron++)
        {
            left += Left(neurons, output, mean[neuron], neuron);
        }
        var fall = Enumerable.Range(1, n - 1).Min(e => Enumerable.Range(1, n / 2).Sum(k =>
            2 * (signals[k].Real - (signals[k] * Complex.FromPolarCoordinates(1, 2 * Math.PI * ((long)k * e % n) / n)).Real)));
        var margin = fall - (2 * others) - (2 * left);
        return new(margin > 0, margin, fall, 2 * others, 2 * left, (long)neurons.Count * n * 4);
    }

    // With u = m + A·e^(iωa) + c.c. and v the same with B, w = D·e^(iωc) + c.c.: (u + v)²·w has, besides what no answer tells
    // apart, 2·A·B·D* at (k, k, −k), the signal; 2·A·B·D, 2·A·B*·D and its mirror; A²·D*, A²·D and the same of B; 2·m·A·D and the
    // like; and (m² + 2|A|² + 2|B|²)·D, which no pair changes. Sums over the neurons come before sizes: there they cancel.
    private static (Complex Signal, double Others) Coefficients(
        LastNeurons neurons, Matrix output, double[] mean, int k, int[] members)
    {
        var sums = new Complex[13];
        foreach (var neuron in members)
        {
            var (a, b) = (
                Coefficient(neurons.First.Row(neuron), k, neurons.View.N),
                Coefficient(neurons.Second.Row(neuron), k, neurons.View.N));
            var d = Coefficient(output.Row(neuron), k, neurons.View.N);
            var (m, e) = (mean[neuron], Complex.Conjugate(d));
            Complex[] terms =
            [
                2 * a * b * e, 2 * a * b * d, 2 * a * Complex.Conjugate(b) * d, 2 * a * Complex.Conjugate(b) * e,
                a * a * e, a * a * d, b * b * e, b * b * d, 2 * m * a * e, 2 * m * a * d, 2 * m * b * e, 2 * m * b * d,
                ((m * m) + (2 * a * Complex.Conjugate(a)) + (2 * b * Complex.Conjugate(b))) * d,
            ];
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += terms[i];
            }
        }
        // Each stands for itself and its conjugate.
        return (sums[0], 2 * sums.Skip(1).Sum(sum => sum.Magnitude));
    }

    // |(u + v)²·w − (u' + v')²·w'| over all arguments, with primes for what is cut to the own frequency.
    private static double Left(LastNeurons neurons, Matrix output, double mean, int neuron)
    {
        var (n, k) = (neurons.View.N, neurons.Frequencies[neuron]);
        var (input, inputCut) = (Size(neurons.First.Row(neuron), n) + Size(neurons.Second.Row(neuron), n) + Math.Abs(mean),
            OwnSize(neurons.First.Row(neuron), k, n) + OwnSize(neurons.Second.Row(neuron), k, n) + Math.Abs(mean));
        var (written, writtenCut) = (Size(output.Row(neuron), n), OwnSize(output.Row(neuron), k, n));
        return (input * input * written) - (inputCut * inputCut * writtenCut);
    }

    private static double OwnSize(ReadOnlySpan<double> coefficients, int k, int n) =>
        k == 0 ? 0 : 2 * Coefficient(coefficients, k, n).Magnitude;

    private static double Size(ReadOnlySpan<double> coefficients, int n)
    {
        var size = 0.0;
        for (var k = 1; k <= n / 2; k++)
        {
            size += 2 * Coefficient(coefficients, k, n).Magnitude;
        }
        return size;
    }

    // f(x) = c·cos(ωx)·√(2/n) + s·sin(ωx)·√(2/n) = z·e^(iωx) + c.c. with z = (c − i·s)/√(2n).
    private static Complex Coefficient(ReadOnlySpan<double> coefficients, int k, int n)
    {
        var wave = Wave.Of(coefficients, k);
        return new Complex(wave.Cosine, -wave.Sine) / Math.Sqrt(2.0 * n);
    }

    private static bool IsAdditive(LastNeurons neurons) => neurons.View.Pairs.Model.Architecture.Layers.All(layer =>
        layer is Training.Embed or Training.Combine or Training.Unembed { Bias: false }
            || layer == neurons.View.Pairs.Model.Architecture.LastNeurons);
}
