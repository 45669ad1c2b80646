using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Functions of pairs of group elements, built by hand.</summary>
internal static class GroupMake
{
    /// <summary>A function of x, y and column at every pair, [n², columns].</summary>
    public static Matrix Pairs(FiniteGroup group, int columns, Func<int, int, int, double> value) =>
        Make.Pairs(group.Order, columns, value);

    /// <summary>Logits Σ_ρ amplitude·χ_ρ(x·y·z⁻¹): what the network of the papers has learned, without any noise.</summary>
    public static Matrix Characters(Representations representations, params (string Irrep, double Amplitude)[] terms)
    {
        var group = representations.Group;
        return Pairs(group, group.Order, (x, y, z) => terms.Sum(term =>
            term.Amplitude * representations[term.Irrep].Characters[group.Product(x, y, group.Inverse(z))]));
    }

    /// <summary>a·b·c.</summary>
    public static int Product(this FiniteGroup group, int a, int b, int c) => group.Product(group.Product(a, b), c);

    /// <summary>A matrix of a function of group element and column.</summary>
    public static Matrix Functions(FiniteGroup group, int columns, Func<int, int, double> value)
    {
        var matrix = new Matrix(group.Order, columns);
        for (var g = 0; g < group.Order; g++)
        {
            for (var column = 0; column < columns; column++)
            {
                matrix[g, column] = value(g, column);
            }
        }
        return matrix;
    }

    /// <summary>The sum of two matrices.</summary>
    public static Matrix Plus(this Matrix a, Matrix b)
    {
        var sum = a.Clone();
        System.Numerics.Tensors.TensorPrimitives.Add<double>(sum.Span, b.Span, sum.Span);
        return sum;
    }
}
