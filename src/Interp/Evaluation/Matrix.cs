using System.Diagnostics;
using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>A row-major matrix of doubles. Rows are contiguous spans, which is what the fast row operations work on.
/// Not safe for concurrent writing.</summary>
public sealed class Matrix
{
    private readonly double[] values;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="OverflowException">rows·columns exceeds what one array can hold.</exception>
    public Matrix(int rows, int columns)
        : this(rows, columns, new double[checked(Require.AtLeast(rows, 0) * Require.AtLeast(columns, 0))])
    {
    }

    /// <summary>A matrix over <paramref name="values"/>, [rows, columns], which are shared, not copied.</summary>
    /// <exception cref="ArgumentException">There are not rows·columns values.</exception>
    public Matrix(int rows, int columns, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Require.That(values.Length == rows * columns, $"expected {rows}·{columns} values, got {values.Length}.", nameof(values));
        Rows = rows;
        Columns = columns;
        this.values = values;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>All values, row-major, [rows, columns].</summary>
    public Span<double> Span => values;

    /// <summary>One element.</summary>
    public ref double this[int row, int column] => ref Row(row)[column];

    /// <summary>One row, [columns]; writing to it writes to the matrix.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<double> Row(int row) => values.AsSpan(row * Columns, Columns);

    /// <summary>The values of a tensor in double: its outermost axis as rows, the others, flattened, as columns.</summary>
    /// <param name="tensor">Any shape of rank 1 or more.</param>
    public static Matrix From(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Require.That(tensor.Shape.Rank > 0, "a scalar has no rows.", nameof(tensor));
        var rows = tensor.Shape[0];
        var result = new Matrix(rows, rows == 0 ? 0 : tensor.Count / rows);
        TensorPrimitives.ConvertTruncating<float, double>(tensor.Span, result.values);
        return result;
    }

    /// <summary>Some rows in a given order, copied.</summary>
    /// <param name="rows">Which rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Matrix Gather(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var result = new Matrix(rows.Count, Columns);
        for (var i = 0; i < rows.Count; i++)
        {
            Row(Require.InRange(rows[i], 0, Rows - 1)).CopyTo(result.Row(i));
        }
        return result;
    }

    /// <summary>The first rows and columns, copied; the matrix itself when that is all of it.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer rows or columns.</exception>
    public Matrix Top(int rows, int columns)
    {
        Require.InRange(rows, 0, Rows);
        Require.InRange(columns, 0, Columns);
        if (rows == Rows && columns == Columns)
        {
            return this;
        }
        var result = new Matrix(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            Row(row)[..columns].CopyTo(result.Row(row));
        }
        return result;
    }

    /// <summary>A new matrix with rows and columns exchanged, [columns, rows].</summary>
    public Matrix Transpose()
    {
        var result = new Matrix(Columns, Rows);
        for (var row = 0; row < Rows; row++)
        {
            var source = Row(row);
            for (var column = 0; column < Columns; column++)
            {
                result.values[(column * Rows) + row] = source[column];
            }
        }
        return result;
    }

    /// <summary>The product with <paramref name="right"/>, [rows, right.columns].</summary>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public Matrix Times(Matrix right)
    {
        ArgumentNullException.ThrowIfNull(right);
        Require.That(right.Rows == Columns, $"expected {Columns} rows, got {right.Rows}.", nameof(right));
        var result = new Matrix(Rows, right.Columns);
        for (var row = 0; row < Rows; row++)
        {
            right.AddRows(Row(row), result.Row(row));
        }
        return result;
    }

    /// <summary>Adds all rows, each times its weight, to <paramref name="target"/>, [columns].</summary>
    internal void AddRows(ReadOnlySpan<double> weights, Span<double> target)
    {
        Debug.Assert(weights.Length == Rows && target.Length == Columns, "a weight for each row");
        WeightedRows.Add(values, Columns, weights, target);
    }

    /// <summary>The product with the transpose of <paramref name="right"/>, [rows, right.rows].</summary>
    /// <exception cref="ArgumentException">The column counts differ.</exception>
    public Matrix TimesTransposed(Matrix right)
    {
        ArgumentNullException.ThrowIfNull(right);
        Require.That(right.Columns == Columns, $"expected {Columns} columns, got {right.Columns}.", nameof(right));
        var result = new Matrix(Rows, right.Rows);
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < right.Rows; column++)
            {
                result[row, column] = TensorPrimitives.Dot<double>(Row(row), right.Row(column));
            }
        }
        return result;
    }

    /// <summary>The mean of each column over the rows, [columns].</summary>
    internal double[] ColumnMeans()
    {
        var means = new double[Columns];
        for (var row = 0; row < Rows; row++)
        {
            TensorPrimitives.Add(means, Row(row), means);
        }
        TensorPrimitives.Divide(means, Rows, means);
        return means;
    }

    /// <summary>A copy with the mean of each column taken off.</summary>
    internal Matrix WithoutColumnMeans()
    {
        var (centred, means) = (Clone(), ColumnMeans());
        for (var row = 0; row < Rows; row++)
        {
            TensorPrimitives.Subtract(centred.Row(row), means, centred.Row(row));
        }
        return centred;
    }

    /// <summary>The variance of each column over the rows, [columns], 0 or more: the mean square of what differs from the
    /// mean.</summary>
    internal double[] ColumnVariances()
    {
        var (means, difference, sums) = (ColumnMeans(), new double[Columns], new double[Columns]);
        for (var row = 0; row < Rows; row++)
        {
            TensorPrimitives.Subtract(Row(row), means, difference);
            TensorPrimitives.MultiplyAdd(difference, difference, sums, sums);
        }
        TensorPrimitives.Divide(sums, Rows, sums);
        return sums;
    }

    /// <summary>A copy with its own memory.</summary>
    public Matrix Clone() => new(Rows, Columns, (double[])values.Clone());

    /// <summary>The sizes, for example <c>Matrix[113, 512]</c>.</summary>
    public override string ToString() => $"Matrix[{Rows}, {Columns}]";
}

/// <summary>Rows of activations in double, one at a time: a table of all of them would be twice as large as the
/// activations.</summary>
internal static class FloatRows
{
    /// <summary>Copies the first values of a row.</summary>
    /// <param name="rows">[rows, width], or more axes, which make one row together.</param>
    /// <param name="row">Which row.</param>
    /// <param name="target">Overwritten; at most as long as a row.</param>
    public static void Read(Tensor rows, int row, Span<double> target)
    {
        var width = rows.Count / rows.Shape[0];
        TensorPrimitives.ConvertTruncating<float, double>(rows.Span.Slice(row * width, width)[..target.Length], target);
    }
}

/// <summary>What some neurons write to the answers. Not safe for concurrent use.</summary>
/// <param name="directions">What each of all neurons writes, [d_mlp, answers].</param>
/// <param name="neurons">Those that write.</param>
internal sealed class NeuronWriting(Matrix directions, IReadOnlyList<int> neurons)
{
    private readonly Matrix own = directions.Gather(neurons);
    private readonly double[] values = new double[neurons.Count];

    /// <summary>Adds what they write to a row, [answers].</summary>
    /// <param name="activations">Of all neurons, [d_mlp].</param>
    /// <param name="row">Added to.</param>
    public void AddTo(ReadOnlySpan<double> activations, Span<double> row)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = activations[neurons[i]];
        }
        own.AddRows(values, row);
    }
}
