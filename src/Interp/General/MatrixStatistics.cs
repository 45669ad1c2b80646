using System.Numerics.Tensors;
using Grokking.Training;
using MathNet.Numerics.LinearAlgebra;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>A weight matrix in numbers that need no structure of the operation.</summary>
/// <param name="Name">Its checkpoint key.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns; heads lie side by side.</param>
/// <param name="Norm">Square root of the sum of squares, 0 or more.</param>
/// <param name="EffectiveRank">e to the entropy of the singular values' shares (Roy and Vetterli 2007): 1 where one direction
/// carries all, up to the smaller size where all carry alike; 0 for a matrix of zeros.</param>
/// <param name="Gini">Gini coefficient of the absolute values: 0 all alike, near 1 few carry all.</param>
public sealed record MatrixStatistics(string Name, int Rows, int Columns, double Norm, double EffectiveRank, double Gini)
{
    /// <summary>The statistics of every weight matrix of a model, in the order of its layers; biases are none.</summary>
    public static IReadOnlyList<MatrixStatistics> Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.Weights.Table.All.Where(parameter => parameter.Shape.Rank > 1)
            .Select(parameter => Of(parameter.Name, AsMatrix(parameter.Name, model.Weights[parameter.Name])))];
    }

    /// <summary>The statistics of a matrix.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="matrix">[rows, columns], finite and not empty.</param>
    public static MatrixStatistics Of(string name, Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new(name, matrix.Rows, matrix.Columns, TensorPrimitives.Norm<double>(matrix.Span), EffectiveRankOf(matrix),
            Interp.Gini.Of([.. matrix.Span.ToArray().Select(Math.Abs)]));
    }

    /// <summary>The effective rank of a matrix.</summary>
    /// <param name="matrix">[rows, columns], finite.</param>
    /// <returns>1 to the smaller size; 0 for a matrix of zeros.</returns>
    public static double EffectiveRankOf(Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (!matrix.Span.ContainsAnyExcept(0))
        {
            return 0;
        }
        var values =
            Matrix<double>.Build.DenseOfRowMajor(matrix.Rows, matrix.Columns, matrix.Span.ToArray()).Svd(computeVectors: false).S;
        var total = values.Sum();
        return Math.Exp(-values.Where(value => value > 0).Sum(value => value / total * Math.Log(value / total)));
    }

    // Of three axes the heads are one: they lie side by side, [d_model, n_heads·d_head], or one below the other in W_O.
    private static Matrix AsMatrix(string name, Tensor weights)
    {
        if (weights.Shape.Rank == 2)
        {
            return Matrix.From(weights);
        }
        var (heads, rows, columns) = (weights.Shape[0], weights.Shape[1], weights.Shape[2]);
        if (name.EndsWith("W_O", StringComparison.Ordinal))
        {
            return Matrix.From(weights.Reshape(heads * rows, columns));
        }
        var beside = new Matrix(rows, heads * columns);
        for (var head = 0; head < heads; head++)
        {
            var own = Matrix.From(weights.Slice(head));
            for (var row = 0; row < rows; row++)
            {
                own.Row(row).CopyTo(beside.Row(row)[(head * columns)..]);
            }
        }
        return beside;
    }
}

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
