using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Grokking.Interp;

/// <summary>
/// How a neuron's weights are arranged inside its representation ρ: with θ₁ from x, θ₂ from y and ξ to the answers, and the
/// coefficients f̂ = (1/n)·Σ_g f(g)·ρ(g⁻¹), training drives each to rank one and ξ̂ to a positive multiple of θ̂₂·θ̂₁ (He et al.
/// 2026).
/// </summary>
/// <param name="Neuron">The neuron.</param>
/// <param name="Irrep">Its representation.</param>
/// <param name="First">Rank-one share of θ̂₁: the part of its squared length that the largest singular value has, 0 to 1.
/// Singular values of complex and quaternionic types come in twos and fours, which count as one.</param>
/// <param name="Second">Rank-one share of θ̂₂, 0 to 1.</param>
/// <param name="Output">Rank-one share of ξ̂, 0 to 1.</param>
/// <param name="Alignment">The cosine between ξ̂ and θ̂₂·θ̂₁, −1 to 1: 1 when they are proportional; 0 where one of them is
/// zero.</param>
public sealed record NeuronAlignment(int Neuron, Irrep Irrep, double First, double Second, double Output, double Alignment)
{
    /// <summary>The alignment of every neuron that has a representation.</summary>
    /// <param name="neurons">The representations of the neurons.</param>
    /// <param name="first">θ₁, [n, d_mlp].</param>
    /// <param name="second">θ₂, [n, d_mlp].</param>
    /// <param name="output">ξ: what each neuron writes to the answers, [n, d_mlp].</param>
    /// <exception cref="ArgumentException">Shapes do not fit.</exception>
    public static IReadOnlyList<NeuronAlignment> Of(NeuronIrreps neurons, Matrix first, Matrix second, Matrix output)
    {
        ArgumentNullException.ThrowIfNull(neurons);
        Matrix[] rows = [Rows(first, nameof(first)), Rows(second, nameof(second)), Rows(output, nameof(output))];
        return
        [
            .. from item in neurons.Irreps.Index()
               where item.Item is not null
               select Of(item.Index, item.Item, rows[0].Row(item.Index), rows[1].Row(item.Index), rows[2].Row(item.Index)),
        ];

        Matrix Rows(Matrix matrix, string name)
        {
            ArgumentNullException.ThrowIfNull(matrix, name);
            var count = neurons.Irreps.Count;
            Require.That(matrix.Columns == count, $"expected {count} columns, got {matrix.Columns}.", name);
            return matrix.Transpose();
        }
    }

    /// <summary>The alignment of one neuron.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <param name="irrep">Its representation.</param>
    /// <param name="first">θ₁, [n].</param>
    /// <param name="second">θ₂, [n].</param>
    /// <param name="output">ξ, [n].</param>
    /// <exception cref="ArgumentException">There are not n values.</exception>
    public static NeuronAlignment Of(
        int neuron, Irrep irrep, ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<double> output)
    {
        ArgumentNullException.ThrowIfNull(irrep);
        Matrix one = irrep.Coefficient(first), two = irrep.Coefficient(second), written = irrep.Coefficient(output);
        var product = two.Times(one);
        var lengths = TensorPrimitives.Norm<double>(written.Span) * TensorPrimitives.Norm<double>(product.Span);
        var cosine = lengths > 0 ? TensorPrimitives.Dot<double>(written.Span, product.Span) / lengths : 0;
        return new(neuron, irrep, RankOneShare(irrep, one), RankOneShare(irrep, two), RankOneShare(irrep, written), cosine);
    }

    private static double RankOneShare(Irrep irrep, Matrix coefficient)
    {
        var total = TensorPrimitives.SumOfSquares<double>(coefficient.Span);
        if (total == 0)
        {
            return 0;
        }
        var matrix = DenseMatrix.Create(coefficient.Rows, coefficient.Columns, (i, j) => coefficient[i, j]);
        var values = matrix.Svd(computeVectors: false).S;
        return values.Take(irrep.Multiplicity).Sum(value => value * value) / total;
    }
}
