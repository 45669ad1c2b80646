using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The irreducible real representations of a finite group of n elements, and functions on the group split into them: what
/// frequencies are to Z_n. Immutable; safe for concurrent use.
/// </summary>
public sealed class Representations
{
    // A group's characters and matrices are found once, however many checkpoints are measured.
    private static readonly ConditionalWeakTable<FiniteGroup, Representations> Known = [];

    private readonly Lazy<Matrix> transform;
    private readonly Lazy<int[]> irrepOf;

    private Representations(FiniteGroup group, IReadOnlyList<Irrep> irreps)
    {
        (Group, Irreps) = (group, irreps);
        transform = new(() => Stack(irreps));
        irrepOf = new(() => [.. irreps.Index().SelectMany(item => Enumerable.Repeat(item.Index, item.Item.Rank))]);
    }

    /// <summary>The representations of a group.</summary>
    public static Representations Of(FiniteGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Known.GetValue(group, static group =>
            new(group, [.. NamedCharacters.Of(group).Select(named => new Irrep(group, named.Name, named.Character))]));
    }

    /// <summary>The group.</summary>
    public FiniteGroup Group { get; }

    /// <summary>All of them, the trivial one first.</summary>
    public IReadOnlyList<Irrep> Irreps { get; }

    /// <summary>The representation of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Irrep this[string name] => Irreps.FirstOrDefault(irrep => irrep.Name == name)
        ?? throw new ArgumentException(
            $"{Group.Name} has no representation '{name}'.{Suggest.Among(name, Irreps.Select(irrep => irrep.Name))}",
            nameof(name));

    /// <summary>An orthogonal matrix, [n, n]: the bases of all representations under one another, in their order. Not to be
    /// changed.</summary>
    public Matrix Transform => transform.Value;

    /// <summary>The squared length of each column's part in each representation.</summary>
    /// <param name="values">Functions on the group, [n, columns].</param>
    /// <returns>[representations, columns], each 0 or more; a column sums to the square of its length.</returns>
    /// <exception cref="ArgumentException">There are not n rows.</exception>
    public Matrix Energies(Matrix values)
    {
        RequireRows(values);
        var coefficients = Transform.Times(values);
        var energies = new Matrix(Irreps.Count, values.Columns);
        for (var row = 0; row < coefficients.Rows; row++)
        {
            var target = energies.Row(irrepOf.Value[row]);
            TensorPrimitives.MultiplyAdd(coefficients.Row(row), coefficients.Row(row), target, target);
        }
        return energies;
    }

    /// <summary>The share of the squared length of a matrix, all columns together, in each representation.</summary>
    /// <param name="values">Functions on the group, [n, columns].</param>
    /// <returns>[representations], each 0 to 1, 1 in sum; all 0 for a matrix of zeros.</returns>
    /// <exception cref="ArgumentException">There are not n rows.</exception>
    public IReadOnlyList<double> Shares(Matrix values)
    {
        var energies = Energies(values);
        var total = TensorPrimitives.Sum<double>(energies.Span);
        var scale = total > 0 ? 1 / total : 0;
        return [.. Enumerable.Range(0, energies.Rows).Select(i => scale * TensorPrimitives.Sum<double>(energies.Row(i)))];
    }

    /// <summary>The part of each column that lies in the given representations.</summary>
    /// <param name="values">Functions on the group, [n, columns].</param>
    /// <param name="irreps">Representations of this group, without repeats.</param>
    /// <returns>[n, columns], a new matrix.</returns>
    /// <exception cref="ArgumentException">There are not n rows, or a representation is not of this group or named
    /// twice.</exception>
    public Matrix Project(Matrix values, params IReadOnlyList<Irrep> irreps)
    {
        RequireRows(values);
        RequireOwn(irreps);
        var result = new Matrix(values.Rows, values.Columns);
        foreach (var irrep in irreps)
        {
            var part = irrep.Basis.Transpose().Times(irrep.Basis.Times(values));
            TensorPrimitives.Add<double>(result.Span, part.Span, result.Span);
        }
        return result;
    }

    /// <summary>The place of a representation in the list.</summary>
    /// <exception cref="ArgumentException">It is not of this group.</exception>
    internal int IndexOf(Irrep irrep)
    {
        RequireOwn([irrep]);
        return Irreps.Index().First(item => item.Item == irrep).Index;
    }

    /// <summary>Requires representations of this group, each once.</summary>
    internal void RequireOwn(IReadOnlyList<Irrep> irreps)
    {
        ArgumentNullException.ThrowIfNull(irreps);
        var stranger = irreps.FirstOrDefault(irrep => !Irreps.Contains(irrep));
        Require.That(stranger is null, $"expected representations of {Group.Name}, got {stranger}.", nameof(irreps));
        Require.That(irreps.Distinct().Count() == irreps.Count, "expected different representations.", nameof(irreps));
    }

    /// <summary>Requires one row for each element of the group.</summary>
    internal void RequireRows(Matrix values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Require.That(values.Rows == Group.Order,
            $"expected {Group.Order} rows, one for each element of {Group.Name}, got {values.Rows}.", nameof(values));
    }

    private static Matrix Stack(IReadOnlyList<Irrep> irreps)
    {
        var n = irreps.Sum(irrep => irrep.Rank);
        var stacked = new Matrix(n, n);
        var filled = 0;
        foreach (var irrep in irreps)
        {
            irrep.Basis.Span.CopyTo(stacked.Span[filled..]);
            filled += irrep.Rank * n;
        }
        return stacked;
    }
}
