using System.Numerics;
using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// What neurons receive, before the non-linearity, in the plane of each frequency: the order-1 modes (k, 0) and (0, k), which
/// added embeddings make, and the order-2 modes (k, k) and (k, −k), which take a product of a and b, as attention makes it
/// (McCracken et al. 2025). Energies are sums of squares over the p² pairs. Immutable.
/// </summary>
public sealed class NeuronModes
{
    private readonly FourierBasis basis;
    private readonly Matrix first;
    private readonly Matrix second;

    /// <summary>The number lines that the neurons read.</summary>
    internal NumberLines Lines => field ??= new NumberLines(basis, first.Transpose(), second.Transpose());

    /// <summary>The modes of neurons.</summary>
    /// <param name="neurons">Sums of the pre-activations of all pairs, n = d_mlp.</param>
    public NeuronModes(PairMarginals neurons)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        basis = neurons.Basis;
        first = basis.Forward(neurons.ByFirst);
        second = basis.Forward(neurons.BySecond);
        First = Energy(first);
        Second = Energy(second);
        Sum = Energy(basis.Forward(neurons.BySum));
        Difference = Energy(basis.Forward(neurons.ByDifference));
        if (basis.P % 2 == 0 && basis.LargestFrequency > 0)
        {
            // (−1)^(a + b) and (−1)^(a − b) are one function, counted as a sum.
            Difference.Row(basis.LargestFrequency - 1).Clear();
        }
        Total = neurons.CentredEnergy();
        TotalEnergy = Total.Sum();
        Frequencies = [.. Enumerable.Range(0, Total.Count).Select(Best)];
    }

    /// <summary>Energy in (k, 0), [⌊p/2⌋, n]; row k − 1 belongs to frequency k.</summary>
    public Matrix First { get; }

    /// <summary>Energy in (0, k), [⌊p/2⌋, n].</summary>
    public Matrix Second { get; }

    /// <summary>Energy in (k, k), functions of a + b, [⌊p/2⌋, n].</summary>
    public Matrix Sum { get; }

    /// <summary>Energy in (k, −k), functions of a − b, [⌊p/2⌋, n].</summary>
    public Matrix Difference { get; }

    /// <summary>Energy of each neuron about its mean, [n].</summary>
    public IReadOnlyList<double> Total { get; }

    /// <summary>Energy of all neurons about their means.</summary>
    public double TotalEnergy { get; }

    /// <summary>The frequency with the most energy in its four modes, of each neuron, [n]; 0 for a constant neuron.</summary>
    public IReadOnlyList<int> Frequencies { get; }

    /// <summary>Share of the energy of all neurons that lies in functions of a + b, of any frequency: 0 to 1.</summary>
    public double SecondOrderFraction => TotalEnergy > 0 ? TensorPrimitives.Sum<double>(Sum.Span) / TotalEnergy : 0;

    /// <summary>The neurons of a frequency, ascending.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    public IReadOnlyList<int> Cluster(int k) =>
        [.. Enumerable.Range(0, Frequencies.Count).Where(neuron => Frequencies[neuron] == k)];

    /// <summary>o2: share of the energy of a frequency's neurons in its mode (k, k), 0 to 1; null when no neuron has the
    /// frequency.</summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    public double? SecondOrder(int k)
    {
        var neurons = Cluster(k);
        return neurons.Count == 0 ? null : neurons.Sum(neuron => Sum[k - 1, neuron]) / neurons.Sum(neuron => Total[neuron]);
    }

    /// <summary>
    /// Σ A·B·e^(i(φ − ψ)) over neurons whose order-1 part is A·cos(ω_k·a + φ) + B·cos(ω_k·b + ψ), divided by Σ A·B: its length is
    /// the phase correlation ρ, 1 when all neurons have the same phase difference, 0 when it is spread evenly; its angle is that
    /// difference. Null when a and b do not reach the same neurons.
    /// </summary>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    /// <param name="neurons">The neurons.</param>
    public Complex? PhaseCorrelation(int k, IReadOnlyList<int> neurons)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        var (sum, weight) = (Complex.Zero, 0.0);
        foreach (var neuron in neurons)
        {
            var product = Wave(first, k, neuron) * Complex.Conjugate(Wave(second, k, neuron));
            sum += product;
            weight += product.Magnitude;
        }
        return weight > 0 ? sum / weight : null;
    }

    // A·e^(iφ) up to a positive factor: A·cos(ωx + φ) has cosine A·cos φ and sine −A·sin φ.
    private Complex Wave(Matrix coefficients, int k, int neuron) => new(
        coefficients[FourierBasis.CosineRow(k), neuron],
        basis.HasSine(k) ? -coefficients[FourierBasis.SineRow(k), neuron] : 0);

    private Matrix Energy(Matrix coefficients)
    {
        var energy = new Matrix(basis.LargestFrequency, coefficients.Columns);
        for (var component = 1; component < basis.P; component++)
        {
            var target = energy.Row(FourierBasis.FrequencyOf(component) - 1);
            TensorPrimitives.MultiplyAdd(coefficients.Row(component), coefficients.Row(component), target, target);
        }
        // Each marginal is a sum over p pairs, and a mode's function of one variable repeats p times.
        TensorPrimitives.Divide<double>(energy.Span, basis.P, energy.Span);
        return energy;
    }

    private int Best(int neuron)
    {
        var (best, most) = (0, 0.0);
        for (var k = 1; Total[neuron] > 0 && k <= basis.LargestFrequency; k++)
        {
            var energy = First[k - 1, neuron] + Second[k - 1, neuron] + Sum[k - 1, neuron] + Difference[k - 1, neuron];
            (best, most) = energy > most ? (k, energy) : (best, most);
        }
        return best;
    }
}
