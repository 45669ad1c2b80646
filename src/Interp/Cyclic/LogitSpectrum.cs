using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>Two-dimensional Fourier components of the logits: which products of waves in a and b carry them.</summary>
public sealed class LogitSpectrum
{
    private LogitSpectrum(Matrix norms)
    {
        Norms = norms;
    }

    /// <summary>
    /// Length over the p classes of each component, [p, p]: rows are components in a, columns in b, both in the order of
    /// <see cref="FourierBasis.Rows"/>. The sum of squares is that of the logits.
    /// </summary>
    public Matrix Norms { get; }

    /// <summary>The spectrum of a view's logits.</summary>
    public static LogitSpectrum Of(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var coefficients = view.Basis.Forward2D(view.Logits);
        var norms = new Matrix(view.N, view.N);
        for (var cell = 0; cell < coefficients.Rows; cell++)
        {
            norms.Span[cell] = TensorPrimitives.Norm<double>(coefficients.Row(cell));
        }
        return new LogitSpectrum(norms);
    }

    /// <summary>The components with the largest share of the logits' variance over the pairs, in falling order.</summary>
    /// <param name="count">How many, at most p² − 1: the constant is none of them.</param>
    public IReadOnlyList<LogitComponent> Largest(int count)
    {
        var energy = TensorPrimitives.SumOfSquares<double>(Norms.Span[1..]);
        return [.. Enumerable.Range(1, (Norms.Rows * Norms.Columns) - 1)
            .Select(cell => Component(cell, energy))
            .OrderByDescending(component => component.Share)
            .Take(count)];
    }

    private LogitComponent Component(int cell, double energy)
    {
        var (first, second) = Math.DivRem(cell, Norms.Columns);
        return new LogitComponent(first, second, energy > 0 ? Norms[first, second] * Norms[first, second] / energy : 0);
    }
}

/// <summary>One two-dimensional Fourier component of the logits.</summary>
/// <param name="First">Component in a, in the order of <see cref="FourierBasis.Rows"/>.</param>
/// <param name="Second">Component in b.</param>
/// <param name="Share">Share of the energy of all components but the constant, 0 to 1.</param>
public sealed record LogitComponent(int First, int Second, double Share);
