using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// Functions of the pairs of elements of a group of order n, in double or single precision: what a measure reads row by row, so
/// that n³ single-precision logits are never copied. Those in double can be read by many threads at once.
/// </summary>
public sealed class PairRows
{
    private readonly Matrix? doubles;
    private readonly Tensor? singles;
    private readonly double[] buffer;

    /// <summary>Functions in double.</summary>
    /// <param name="values">[n², at least columns], pair (x, y) in row x·n + y.</param>
    /// <param name="columns">How many columns count, from the first; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer columns.</exception>
    public PairRows(Matrix values, int? columns = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        (doubles, Rows, Columns, buffer) = (values, values.Rows, columns ?? values.Columns, []);
        Require.InRange(Columns, 0, values.Columns, nameof(columns));
    }

    /// <summary>Functions in single precision.</summary>
    /// <param name="values">[n², at least columns], pair (x, y) in row x·n + y.</param>
    /// <param name="columns">How many columns count, from the first; null for all.</param>
    /// <exception cref="ArgumentException">The tensor has not two axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer columns.</exception>
    public PairRows(Tensor values, int? columns = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Require.That(values.Shape.Rank == 2, $"expected [pairs, columns], got {values.Shape}.", nameof(values));
        (singles, Rows, Columns) = (values, values.Shape[0], columns ?? values.Shape[1]);
        buffer = new double[Require.InRange(Columns, 0, values.Shape[1], nameof(columns))];
    }

    /// <summary>Number of pairs, n².</summary>
    public int Rows { get; }

    /// <summary>Number of functions.</summary>
    public int Columns { get; }

    /// <summary>The values at one pair, [columns], until the next call.</summary>
    /// <param name="pair">x·n + y.</param>
    public ReadOnlySpan<double> this[int pair] => doubles is null ? Single(pair) : doubles.Row(pair)[..Columns];

    /// <summary>Copies the values at one pair.</summary>
    internal void Read(int pair, Span<double> row) => this[pair].CopyTo(row);

    /// <summary>Requires a row for each pair of elements of a group and a number of columns.</summary>
    internal void RequireShape(FiniteGroup group, int? columns, string name)
    {
        var pairs = group.Order * group.Order;
        var width = columns is { } count ? $"{count}" : "any";
        var fits = Rows == pairs && (columns ?? Columns) == Columns;
        Require.That(fits, $"expected [{pairs}, {width}], got [{Rows}, {Columns}].", name);
    }

    /// <summary>The pairs that are asked for, checked: at least one, each of them there; all for null.</summary>
    internal IReadOnlyList<int> Some(IReadOnlyList<int>? pairs)
    {
        pairs ??= [.. Enumerable.Range(0, Rows)];
        Require.That(pairs.Count > 0, "expected at least one pair.", nameof(pairs));
        Require.InRange(pairs.Min(), 0, Rows - 1, nameof(pairs));
        Require.InRange(pairs.Max(), 0, Rows - 1, nameof(pairs));
        return pairs;
    }

    private ReadOnlySpan<double> Single(int pair)
    {
        FloatRows.Read(singles!, pair, buffer);
        return buffer;
    }
}
