using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Grokking.Interp;

/// <summary>
/// Orthogonal matrices of a representation, from the functions on the group. Translation from the left acts on the span of ρ's
/// matrix entries as d/c copies of ρ. What commutes with it is convolution from the right, and a symmetric one, drawn at random,
/// has d/c eigenvalues there, with one copy of ρ each.
/// </summary>
internal static class IrrepMatrices
{
    private const int Draws = 5;

    /// <summary>The matrices, [n, d·d], row g that of element g.</summary>
    public static Matrix Of(FiniteGroup group, Irrep irrep)
    {
        var copy = OneCopy(group, irrep);
        var d = irrep.Dimension;
        var rows = ProjectorBasis.Of(group, Autocorrelation(group, copy, d), d);
        var matrices = new Matrix(group.Order, d * d);
        var moved = new Matrix(d, group.Order);
        for (var g = 0; g < group.Order; g++)
        {
            Translate(group, rows, g, moved);
            moved.TimesTransposed(rows).Span.CopyTo(matrices.Row(g));
        }
        return matrices;
    }

    // Row i moved: its value at g·y, at y.
    private static void Translate(FiniteGroup group, Matrix rows, int g, Matrix moved)
    {
        var products = group.Row(g);
        for (var i = 0; i < rows.Rows; i++)
        {
            var source = rows.Row(i);
            var target = moved.Row(i);
            for (var y = 0; y < target.Length; y++)
            {
                target[y] = source[products[y]];
            }
        }
    }

    // A function that lies in one copy: of some draws, from the eigenvalue that stands most apart.
    private static double[] OneCopy(FiniteGroup group, Irrep irrep)
    {
        var copies = irrep.Dimension / irrep.Multiplicity;
        if (copies == 1)
        {
            return irrep.Kernel();
        }
        var drawn = Enumerable.Range(1, Draws).Select(seed => Isolated(group, irrep, copies, new Random(seed)));
        return drawn.MaxBy(found => found.Gap).Function;
    }

    private static (double Gap, double[] Function) Isolated(FiniteGroup group, Irrep irrep, int copies, Random random)
    {
        var weights = SymmetricWeights(group, irrep, random);
        var krylov = Krylov(group, weights, irrep.Kernel(), copies);
        var moved = new Matrix(copies, group.Order);
        for (var i = 0; i < copies; i++)
        {
            Convolve(group, weights, krylov.Row(i), moved.Row(i));
        }
        var small = moved.TimesTransposed(krylov);
        var symmetric = DenseMatrix.Create(copies, copies, (i, j) => (small[i, j] + small[j, i]) / 2);
        var evd = symmetric.Evd(Symmetricity.Symmetric);
        double[] values = [.. evd.EigenValues.Select(value => value.Real)];
        var best = Enumerable.Range(0, copies).MaxBy(i => Gap(values, i));
        var function = new Matrix(1, copies, evd.EigenVectors.Column(best).ToArray()).Times(krylov).Row(0).ToArray();
        return (Gap(values, best) / (values.Max() - values.Min()), function);
    }

    private static double Gap(double[] values, int i) => values.Where((_, j) => j != i).Min(value => Math.Abs(value - values[i]));

    // Cut to their part in ρ, so that the rounding which lies in other representations dies down and does not grow with their
    // eigenvalues.
    private static double[] SymmetricWeights(FiniteGroup group, Irrep irrep, Random random)
    {
        var weights = new Matrix(group.Order, 1);
        for (var g = 0; g < weights.Rows; g++)
        {
            var inverse = group.Inverse(g);
            weights[g, 0] = inverse < g ? weights[inverse, 0] : 2 * random.NextDouble() - 1;
        }
        return irrep.Basis.Transpose().Times(irrep.Basis.Times(weights)).Span.ToArray();
    }

    // start, A·start, A²·start, … made orthonormal, [count, n]; twice, so that rounding does not accumulate.
    private static Matrix Krylov(FiniteGroup group, double[] weights, double[] start, int count)
    {
        var rows = new Matrix(count, group.Order);
        start.CopyTo(rows.Row(0));
        for (var i = 0; i < count; i++)
        {
            var row = rows.Row(i);
            if (i > 0)
            {
                Convolve(group, weights, rows.Row(i - 1), row);
            }
            for (var j = 0; j < 2 * i; j++)
            {
                var earlier = rows.Row(j % i);
                TensorPrimitives.MultiplyAdd(earlier, -TensorPrimitives.Dot<double>(earlier, row), row, row);
            }
            TensorPrimitives.Divide(row, TensorPrimitives.Norm<double>(row), row);
        }
        return rows;
    }

    // (A·f)(x) = Σ_h weight(h)·f(x·h).
    private static void Convolve(FiniteGroup group, double[] weights, ReadOnlySpan<double> function, Span<double> result)
    {
        for (var x = 0; x < result.Length; x++)
        {
            var products = group.Row(x);
            var sum = 0.0;
            for (var h = 0; h < products.Length; h++)
            {
                sum += weights[h] * function[products[h]];
            }
            result[x] = sum;
        }
    }

    // Σ_g f(g·x)·f(g·y), a function of x⁻¹·y, is by Schur's lemma a multiple of the projection onto the copy: φ with φ(e) = d/n.
    private static double[] Autocorrelation(FiniteGroup group, double[] function, int d)
    {
        var kernel = new double[group.Order];
        for (var z = 0; z < kernel.Length; z++)
        {
            var products = group.Row(z);
            for (var g = 0; g < kernel.Length; g++)
            {
                kernel[g] += function[z] * function[products[g]];
            }
        }
        TensorPrimitives.Multiply(kernel, d / (kernel.Length * TensorPrimitives.SumOfSquares<double>(function)), kernel);
        return kernel;
    }
}
