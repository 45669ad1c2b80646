using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The side that the elements of a coset are multiplied on.</summary>
public enum CosetSide
{
    /// <summary>Cosets g·H.</summary>
    Left,

    /// <summary>Cosets H·g.</summary>
    Right,
}

/// <summary>
/// How constant functions on a group are on the cosets of its subgroups (Stander et al. 2024): the share of their variance that
/// lies inside the cosets, 0 when the coset says all and 1 when it says nothing. The published number is the sum over cosets of
/// variance inside by variance, that share times the number of cosets, and can exceed 1. Immutable.
/// </summary>
public sealed class CosetConcentration
{
    private readonly Matrix left;
    private readonly Matrix right;

    /// <summary>The concentration of functions on the cosets of subgroups.</summary>
    /// <param name="subgroups">Subgroups of one group: usually all, from <see cref="FiniteGroup.Subgroups"/>.</param>
    /// <param name="values">Functions on the group, [n, columns]: what reaches neurons from x, or from y.</param>
    /// <exception cref="ArgumentException">There are no subgroups, or not n rows.</exception>
    public CosetConcentration(IReadOnlyList<Subgroup> subgroups, Matrix values)
    {
        ArgumentNullException.ThrowIfNull(subgroups);
        ArgumentNullException.ThrowIfNull(values);
        Require.That(subgroups.Count > 0, "expected at least one subgroup.", nameof(subgroups));
        var order = subgroups[0].Group.Order;
        Require.That(values.Rows == order, $"expected {order} rows, got {values.Rows}.", nameof(values));
        Subgroups = subgroups;
        (left, right) = (new Matrix(subgroups.Count, values.Columns), new Matrix(subgroups.Count, values.Columns));
        var centred = Centred(values);
        for (var i = 0; i < subgroups.Count; i++)
        {
            FillInside(centred, subgroups[i].LeftCosets(), subgroups[i], left.Row(i));
            FillInside(centred, subgroups[i].RightCosets(), subgroups[i], right.Row(i));
        }
    }

    /// <summary>The subgroups.</summary>
    public IReadOnlyList<Subgroup> Subgroups { get; }

    /// <summary>The share of a column's variance inside the cosets of a subgroup.</summary>
    /// <param name="subgroup">Index of <see cref="Subgroups"/>.</param>
    /// <param name="side">The side of the cosets.</param>
    /// <param name="column">The column.</param>
    /// <returns>0 (constant on each coset, up to rounding) to 1 (the same mean on each); 0 for a constant.</returns>
    public double this[int subgroup, CosetSide side, int column] => Side(side)[subgroup, column];

    /// <summary>The published sum over cosets, 0 to the number of cosets.</summary>
    /// <inheritdoc cref="this"/>
    public double Published(int subgroup, CosetSide side, int column) => this[subgroup, side, column] * Subgroups[subgroup].Index;

    /// <summary>
    /// The subgroup with the smallest published sum, other than the trivial one and the whole group: the sum prefers the larger
    /// of two subgroups on whose cosets a function varies alike.
    /// </summary>
    /// <returns>Its index; null when there is no such subgroup.</returns>
    /// <inheritdoc cref="this"/>
    public int? Best(CosetSide side, int column)
    {
        var proper = Proper();
        return proper.Count == 0 ? null : proper.MinBy(i => Published(i, side, column));
    }

    /// <summary>The largest subgroup on whose cosets a column is constant but for some share of its variance.</summary>
    /// <param name="side">The side of the cosets.</param>
    /// <param name="column">The column.</param>
    /// <param name="most">The share of variance that may lie inside the cosets, 0 to 1.</param>
    /// <returns>Its index, that of the smaller share among subgroups of one order; null when there is none but the trivial
    /// one.</returns>
    public int? Largest(CosetSide side, int column, double most = 0.01)
    {
        var fitting = Proper().Where(i => this[i, side, column] <= most);
        var ordered = fitting.OrderByDescending(i => Subgroups[i].Order).ThenBy(i => this[i, side, column]);
        return ordered.Select(i => (int?)i).FirstOrDefault();
    }

    private Matrix Side(CosetSide side) => side == CosetSide.Left ? left : right;

    private List<int> Proper() =>
        [.. Enumerable.Range(0, Subgroups.Count).Where(i => Subgroups[i].Order > 1 && Subgroups[i].Index > 1)];

    private static Matrix Centred(Matrix values)
    {
        var (centred, means) = (values.Clone(), values.ColumnMeans());
        for (var row = 0; row < centred.Rows; row++)
        {
            TensorPrimitives.Subtract(centred.Row(row), means, centred.Row(row));
        }
        return centred;
    }

    // Deviations from the means of cosets, squared: small ones keep their digits, as a difference of two large sums would not.
    private static void FillInside(Matrix centred, int[] cosets, Subgroup subgroup, Span<double> shares)
    {
        var means = new Matrix(subgroup.Index, centred.Columns);
        for (var g = 0; g < cosets.Length; g++)
        {
            TensorPrimitives.Add(means.Row(cosets[g]), centred.Row(g), means.Row(cosets[g]));
        }
        TensorPrimitives.Divide<double>(means.Span, subgroup.Order, means.Span);
        var (deviation, total) = (new double[centred.Columns], new double[centred.Columns]);
        for (var g = 0; g < cosets.Length; g++)
        {
            TensorPrimitives.MultiplyAdd(centred.Row(g), centred.Row(g), total, total);
            TensorPrimitives.Subtract(centred.Row(g), means.Row(cosets[g]), deviation);
            TensorPrimitives.MultiplyAdd(deviation, deviation, shares, shares);
        }
        for (var column = 0; column < shares.Length; column++)
        {
            shares[column] = total[column] > 0 ? shares[column] / total[column] : 0;
        }
    }
}
