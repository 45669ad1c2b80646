using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Means of functions of pairs (x, y) of group elements over y, over x, and over the n pairs of each product x·y, with their
/// energies about the mean. For each function the three, less its mean, are orthogonal as functions of pairs. Immutable.
/// </summary>
public sealed class PairMeans
{
    // What is left of the energy of a constant column in single precision is rounding.
    private const double RoundingShare = 1e-13;

    /// <summary>The means of functions.</summary>
    /// <param name="representations">The group's representations.</param>
    /// <param name="pairs">[n², columns].</param>
    /// <exception cref="ArgumentException">There are not n² rows.</exception>
    public PairMeans(Representations representations, PairRows pairs)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(pairs);
        pairs.RequireShape(representations.Group, null, nameof(pairs));
        Representations = representations;
        var (group, columns) = (representations.Group, pairs.Columns);
        var n = group.Order;
        (ByFirst, BySecond, ByProduct) = (new Matrix(n, columns), new Matrix(n, columns), new Matrix(n, columns));
        var squares = new double[columns];
        for (var pair = 0; pair < pairs.Rows; pair++)
        {
            var row = pairs[pair];
            var (x, y) = Math.DivRem(pair, n);
            Add(ByFirst.Row(x), row);
            Add(BySecond.Row(y), row);
            Add(ByProduct.Row(group.Product(x, y)), row);
            TensorPrimitives.MultiplyAdd(row, row, squares, squares);
        }
        foreach (var sums in new[] { ByFirst, BySecond, ByProduct })
        {
            TensorPrimitives.Divide<double>(sums.Span, n, sums.Span);
        }
        Mean = ByFirst.ColumnMeans();
        CentredEnergy = [.. squares.Select((square, column) => Centred(square, Mean[column], pairs.Rows))];
    }

    /// <summary>The group's representations.</summary>
    public Representations Representations { get; }

    /// <summary>Mean over y for each x, [n, columns]. Not to be changed.</summary>
    public Matrix ByFirst { get; }

    /// <summary>Mean over x for each y, [n, columns]. Not to be changed.</summary>
    public Matrix BySecond { get; }

    /// <summary>Mean over the n pairs with x·y = g for each g, [n, columns]. Not to be changed.</summary>
    public Matrix ByProduct { get; }

    /// <summary>Mean over all pairs, [columns].</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Σ(f − mean)² over all pairs, [columns]; 0 for a column that is constant to within single precision.</summary>
    public IReadOnlyList<double> CentredEnergy { get; }

    /// <summary>
    /// How much of the energy about the mean, all columns together, lies in functions of x alone, of y alone and of x·y alone, by
    /// representation (Chughtai, Chan and Nanda 2023: the shares of the hidden layer).
    /// </summary>
    /// <returns>[representations]; that of the trivial one is 0.</returns>
    public IReadOnlyList<PairShare> Shares()
    {
        var total = CentredEnergy.Sum();
        double[] first = Share(ByFirst, total), second = Share(BySecond, total), product = Share(ByProduct, total);
        return [default, .. Enumerable.Range(1, first.Length - 1).Select(i => new PairShare(first[i], second[i], product[i]))];
    }

    // n pairs share a mean.
    private double[] Share(Matrix means, double total)
    {
        var energies = Representations.Energies(means);
        var scale = total > 0 ? Representations.Group.Order / total : 0;
        return [.. Enumerable.Range(0, energies.Rows).Select(i => scale * TensorPrimitives.Sum<double>(energies.Row(i)))];
    }

    private static double Centred(double square, double mean, int pairs)
    {
        var centred = square - mean * mean * pairs;
        return centred > RoundingShare * square ? centred : 0;
    }

    private static void Add(Span<double> sums, ReadOnlySpan<double> row) => TensorPrimitives.Add(sums, row, sums);
}

/// <summary>Shares of an energy, each 0 to 1, that a representation has.</summary>
/// <param name="First">In functions of x.</param>
/// <param name="Second">In functions of y.</param>
/// <param name="Product">In functions of x·y.</param>
public readonly record struct PairShare(double First, double Second, double Product)
{
    /// <summary>The three together, 0 to 1.</summary>
    public double Total => First + Second + Product;
}
