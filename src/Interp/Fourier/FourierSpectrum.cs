using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>How the rows of a weight matrix, one row a number of Z_p, spread over frequencies. Immutable.</summary>
public sealed class FourierSpectrum
{
    /// <summary>The spectrum of a matrix along its rows.</summary>
    /// <param name="basis">The basis of Z_p.</param>
    /// <param name="matrix">[p, n]: row x belongs to the number x.</param>
    /// <exception cref="ArgumentException">There are not p rows.</exception>
    public FourierSpectrum(FourierBasis basis, Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(matrix);
        Coefficients = basis.Forward(matrix);
        Norms = [.. Enumerable.Range(0, basis.P).Select(i => TensorPrimitives.Norm<double>(Coefficients.Row(i)))];
        Power = [.. basis.Frequencies.Select(k => basis.ComponentsOf(k).Sum(i => Norms[i] * Norms[i]))];
        FrequencyNorms = [.. Power.Select(Math.Sqrt)];
    }

    /// <summary>Fourier coefficients of each column, [component, n].</summary>
    public Matrix Coefficients { get; }

    /// <summary>Length of each component over the n columns, [p], in the order of <see cref="FourierBasis.Rows"/>.</summary>
    public IReadOnlyList<double> Norms { get; }

    /// <summary>Squared length of cosine and sine together, [⌊p/2⌋]; entry k − 1 belongs to frequency k.</summary>
    public IReadOnlyList<double> Power { get; }

    /// <summary>Length of cosine and sine together, [⌊p/2⌋]; entry k − 1 belongs to frequency k.</summary>
    public IReadOnlyList<double> FrequencyNorms { get; }

    /// <summary>
    /// Gini coefficient of the p <see cref="Norms"/>: 0 when all components are equally long, near 1 when few carry all.
    /// </summary>
    public double Sparsity => Gini.Of(Norms);

    /// <summary>The frequencies whose length exceeds a share of the longest one's, ascending.</summary>
    /// <param name="share">0 to 1.</param>
    public IReadOnlyList<int> FrequenciesAbove(double share)
    {
        var limit = FrequencyNorms.DefaultIfEmpty().Max() * share;
        return [.. Enumerable.Range(1, FrequencyNorms.Count).Where(k => FrequencyNorms[k - 1] > limit)];
    }
}
