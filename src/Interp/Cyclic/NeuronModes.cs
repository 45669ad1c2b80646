using System.Numerics;
using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra.Double;

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

/// <summary>
/// Neurons by frequency. Frequency k explains that share of a neuron's variance over all pairs that lies in the eight cells
/// {1, cos ω_k, sin ω_k}² without the constant: the best degree-2 trigonometric polynomial of one frequency (Nanda et al.
/// 2023, section 4.3). Immutable.
/// </summary>
public sealed class NeuronClusters
{
    /// <summary>A frequency must explain this share of a neuron's variance for the neuron to belong to it.</summary>
    public const double Threshold = 0.85;

    private NeuronClusters(int[] frequencies, double[] fractions)
    {
        Frequencies = frequencies;
        FractionsExplained = fractions;
        Clusters = [.. Explained.GroupBy(neuron => frequencies[neuron]).OrderBy(group => group.Key)
            .Select(group => new NeuronCluster(group.Key, [.. group], group.Average(neuron => fractions[neuron])))];
    }

    /// <summary>The frequency that explains each neuron best, [d_mlp]; 0 for a neuron that is constant over the pairs.</summary>
    public IReadOnlyList<int> Frequencies { get; }

    /// <summary>Share of each neuron's variance that its frequency explains, [d_mlp], 0 to 1; 0 for a constant neuron.</summary>
    public IReadOnlyList<double> FractionsExplained { get; }

    /// <summary>The clusters of explained neurons, by frequency.</summary>
    public IReadOnlyList<NeuronCluster> Clusters { get; }

    /// <summary>The neurons explained to <see cref="Threshold"/> or more.</summary>
    public IEnumerable<int> Explained =>
        Enumerable.Range(0, FractionsExplained.Count).Where(neuron => FractionsExplained[neuron] >= Threshold);

    /// <summary>Number of neurons that vary over the pairs.</summary>
    public int Alive => Frequencies.Count(k => k > 0);

    /// <summary>Every frequency that fits some neuron best, well or badly, ascending.</summary>
    public IReadOnlyList<int> DistinctFrequencies => [.. Frequencies.Where(k => k > 0).Distinct().Order()];

    /// <summary>Finds the frequency of each neuron.</summary>
    /// <param name="neurons">Sums of the activations of all pairs, n = d_mlp.</param>
    public static NeuronClusters Of(PairMarginals neurons)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        var total = neurons.CentredEnergy();
        var byFrequency = neurons.EnergyByFrequency().Transpose();
        var frequencies = new int[total.Length];
        var fractions = new double[total.Length];
        for (var neuron = 0; neuron < total.Length; neuron++)
        {
            if (total[neuron] > 0 && byFrequency.Columns > 0)
            {
                var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(byFrequency.Row(neuron));
                frequencies[neuron] = best + 1;
                // Rounding may carry a pure neuron a little past 1.
                fractions[neuron] = Math.Min(1, byFrequency[neuron, best] / total[neuron]);
            }
        }
        return new NeuronClusters(frequencies, fractions);
    }
}

/// <summary>The neurons that one frequency explains.</summary>
/// <param name="Frequency">The frequency, 1..⌊p/2⌋.</param>
/// <param name="Neurons">Their indices, ascending.</param>
/// <param name="FractionExplained">Mean share of their variance that the frequency explains, 0.85 to 1.</param>
public sealed record NeuronCluster(int Frequency, IReadOnlyList<int> Neurons, double FractionExplained);

/// <summary>
/// How well the neuron-logit map is what the Fourier algorithm needs: W_L ≈ Σ_k cos(ω_k·c)·u_kᵀ + sin(ω_k·c)·v_kᵀ over the key
/// frequencies, with neurons that u_k and v_k read as multiples of cos and sin of ω_k·(a + b) (Nanda et al. 2023, section 4.2).
/// </summary>
/// <param name="Residual">Frobenius norm of W_L outside the key frequencies over that of W_L, 0 to 1.</param>
/// <param name="SingularValues">Singular values of W_L, falling, [min(p, d_mlp)]: two a key frequency stand out.</param>
/// <param name="Directions">The directions of the key frequencies, cosine before sine, by frequency.</param>
public sealed record NeuronLogitFit(
    double Residual, IReadOnlyList<double> SingularValues, IReadOnlyList<NeuronLogitDirection> Directions)
{
    /// <summary>The fit of a view; null without a model that has neurons.</summary>
    public static NeuronLogitFit? Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.NeuronLogitSpectrum is not { } spectrum || view.Pairs.Activations.NeuronsPost is null)
        {
            return null;
        }
        var total = TensorPrimitives.SumOfSquares<double>(spectrum.Coefficients.Span);
        var kept = view.KeyFrequencies.Sum(k => spectrum.Power[k - 1]);
        int[] components = [.. view.KeyFrequencies.SelectMany(view.Basis.ComponentsOf)];
        var seen = Seen(view, components);
        return new NeuronLogitFit(
            total > 0 ? Math.Sqrt(Math.Max(0, total - kept) / total) : 0,
            Singular(view.W_L!),
            [.. components.Select((component, i) => Direction(view, component, seen.Row(i).ToArray()))]);
    }

    private static double[] Singular(Matrix map) =>
        DenseMatrix.OfColumnMajor(map.Columns, map.Rows, map.Span.ToArray()).Svd(computeVectors: false).S.ToArray();

    // The neurons of each pair seen along each component's direction, [components, p²].
    private static Matrix Seen(CyclicView view, int[] components)
    {
        var neurons = view.Pairs.Activations.NeuronsPost!;
        var seen = new Matrix(components.Length, neurons.Shape[0]);
        var row = new double[neurons.Shape[1]];
        for (var pair = 0; pair < seen.Columns; pair++)
        {
            FloatRows.Read(neurons, pair, row);
            for (var i = 0; i < components.Length; i++)
            {
                seen[i, pair] = TensorPrimitives.Dot<double>(row, view.NeuronLogitSpectrum!.Coefficients.Row(components[i]));
            }
        }
        return seen;
    }

    // What is seen, averaged by s = a + b, keeps all that cos(ω_k·(a + b)) has in common with it.
    private static NeuronLogitDirection Direction(CyclicView view, int component, double[] seen)
    {
        TensorPrimitives.Subtract(seen, TensorPrimitives.Sum<double>(seen) / seen.Length, seen);
        var energy = TensorPrimitives.SumOfSquares<double>(seen);
        var bySum = view.Directions.MeanBySum(new Matrix(seen.Length, 1, seen));
        var onSum = view.Basis.Forward(bySum)[component, 0];
        return new NeuronLogitDirection(
            FourierBasis.FrequencyOf(component),
            component == FourierBasis.CosineRow(FourierBasis.FrequencyOf(component)),
            TensorPrimitives.Norm<double>(view.NeuronLogitSpectrum!.Coefficients.Row(component)),
            energy > 0 ? onSum * onSum * view.N / energy : 0);
    }
}

/// <summary>One direction of neuron space that writes a wave over the answers to the logits.</summary>
/// <param name="Frequency">The frequency k.</param>
/// <param name="IsCosine">Whether it writes cos(ω_k·c); else sin(ω_k·c).</param>
/// <param name="Length">Length of the row of F·W_L.</param>
/// <param name="FractionExplained">Share of the variance of the neurons along it, over all pairs, that the same wave of a + b
/// explains, 0 to 1.</param>
public sealed record NeuronLogitDirection(int Frequency, bool IsCosine, double Length, double FractionExplained);
