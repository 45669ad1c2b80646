using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Grokking.Interp;

/// <summary>The principal components of the rows of a matrix: the directions in which they differ most, by singular value
/// decomposition of the rows less their mean.</summary>
public sealed class PrincipalComponents
{
    private PrincipalComponents(Matrix scores, double[] lengths, Matrix directions) =>
        (Scores, Lengths, Directions) = (scores, lengths, directions);

    /// <summary>The rows along each component, [rows, components]: columns of length 1 at right angles, by falling variance.
    /// Signs are arbitrary.</summary>
    public Matrix Scores { get; }

    /// <summary>Singular values, [components]: how long each column of the coordinates is, falling.</summary>
    public IReadOnlyList<double> Lengths { get; }

    /// <summary>The components as directions of the columns' space, [components, columns]: rows of length 1 at right angles.
    /// Signs are those of <see cref="Scores"/>.</summary>
    public Matrix Directions { get; }

    /// <summary>Share of the rows' variance in each component, [components], 0 to 1, falling; they sum to 1.</summary>
    public IReadOnlyList<double> Shares =>
        field ??= [.. Lengths.Select(length => length * length / Lengths.Sum(other => other * other))];

    /// <summary>The components of a matrix; null when all rows are equal.</summary>
    /// <param name="rows">[rows, columns], finite; not changed.</param>
    public static PrincipalComponents? Of(Matrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var centred = rows.WithoutColumnMeans();
        if (TensorPrimitives.SumOfSquares<double>(centred.Span) == 0)
        {
            return null;
        }
        var svd = Matrix<double>.Build.DenseOfRowMajor(centred.Rows, centred.Columns, centred.Span.ToArray()).Svd();
        return new PrincipalComponents(
            First(centred.Rows, svd.Rank, (row, component) => svd.U[row, component]),
            [.. svd.S.Take(svd.Rank)],
            First(svd.Rank, centred.Columns, (component, column) => svd.VT[component, column]));
    }

    private static Matrix First(int rows, int columns, Func<int, int, double> entry) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => entry(i / columns, i % columns))]);

    /// <summary>The rows in the plane of the first two components, in the units of the matrix. Signs are chosen so that the
    /// largest coordinate of either axis is positive.</summary>
    public PlanePoints Plane() => new(Coordinates(0), Coordinates(1));

    private double[] Coordinates(int component)
    {
        if (component >= Scores.Columns)
        {
            return new double[Scores.Rows];
        }
        var sign = Math.Sign(Enumerable.Range(0, Scores.Rows).Select(row => Scores[row, component]).MaxBy(Math.Abs));
        return [.. Enumerable.Range(0, Scores.Rows).Select(row => sign * Lengths[component] * Scores[row, component])];
    }
}

/// <summary>Points in a plane, one for each row of a matrix.</summary>
/// <param name="X">First coordinates, [rows].</param>
/// <param name="Y">Second coordinates, [rows].</param>
public sealed record PlanePoints(IReadOnlyList<double> X, IReadOnlyList<double> Y);
