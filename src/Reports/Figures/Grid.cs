using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>The cells of a heat map: numbers in rows and columns, row-major. Immutable and compared cell by cell. NaN and
/// infinities are drawn as gaps. Matrices and two-dimensional arrays convert to it.</summary>
public sealed class Grid : IEquatable<Grid>
{
    private readonly double[] cells;

    private Grid(int rows, int columns, double[] cells)
    {
        Rows = rows;
        Columns = columns;
        this.cells = cells;
    }

    /// <summary>Number of rows, drawn along the y axis.</summary>
    public int Rows { get; }

    /// <summary>Number of columns, drawn along the x axis.</summary>
    public int Columns { get; }

    /// <summary>All cells, row-major [rows, columns].</summary>
    public ReadOnlySpan<double> Cells => cells;

    /// <summary>One cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public double this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            return cells[row * Columns + column];
        }
    }

    /// <summary>A grid whose cells a function gives.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <param name="cell">The cell at (row, column); called once for each, row by row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static Grid Of(int rows, int columns, Func<int, int, double> cell)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentNullException.ThrowIfNull(cell);
        var cells = new double[checked(rows * columns)];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = cell(i / columns, i % columns);
        }
        return new Grid(rows, columns, cells);
    }

    /// <summary>Copies a flat buffer, row-major [rows, columns].</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="ArgumentException">The buffer's length is not rows × columns.</exception>
    public static Grid FromFlat(int rows, int columns, ReadOnlySpan<float> cells)
    {
        RequireLength(rows, columns, cells.Length);
        var copy = new double[cells.Length];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = cells[i];
        }
        return new Grid(rows, columns, copy);
    }

    /// <inheritdoc cref="FromFlat(int, int, ReadOnlySpan{float})"/>
    public static Grid FromFlat(int rows, int columns, ReadOnlySpan<double> cells)
    {
        RequireLength(rows, columns, cells.Length);
        return new Grid(rows, columns, cells.ToArray());
    }

    /// <summary>Copies an array [rows, columns].</summary>
    public static implicit operator Grid(double[,] cells) =>
        Of(cells.GetLength(0), cells.GetLength(1), (row, column) => cells[row, column]);

    /// <summary>Copies an array [rows, columns].</summary>
    public static implicit operator Grid(float[,] cells) =>
        Of(cells.GetLength(0), cells.GetLength(1), (row, column) => cells[row, column]);

    /// <summary>Copies an array [rows, columns]; null becomes a gap.</summary>
    public static implicit operator Grid(double?[,] cells) =>
        Of(cells.GetLength(0), cells.GetLength(1), (row, column) => cells[row, column] ?? double.NaN);

    /// <summary>Copies a matrix [rows, columns].</summary>
    public static implicit operator Grid(Matrix cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return FromFlat(cells.Rows, cells.Columns, cells.Span);
    }

    /// <inheritdoc/>
    public bool Equals(Grid? other) =>
        other is not null && Rows == other.Rows && Columns == other.Columns && cells.AsSpan().SequenceEqual(other.cells);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Grid);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Columns, cells.Length == 0 ? 0 : cells[0]);

    /// <summary>The size, for a debugger and a failing test.</summary>
    public override string ToString() => $"grid [{Rows}, {Columns}]";

    private static void RequireLength(int rows, int columns, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Training.Require.That(
            length == checked(rows * columns), $"expected {rows} × {columns} = {rows * columns} values, got {length}.", "cells");
    }
}
