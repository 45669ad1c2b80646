using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Logits with all that a representation ρ can say of a pair taken out, or nothing else left: the span of f(x)·g(y) with f and g
/// constant or matrix entries of ρ, without the constant. For Z_n these are the eight cells {1, cos, sin}² of a frequency.
/// </summary>
public sealed class IrrepAblation
{
    private readonly Representations representations;
    private readonly PairRows logits;

    /// <summary>Ablations of a network.</summary>
    /// <param name="representations">The group's representations.</param>
    /// <param name="logits">[n², n], the answers in the order of the elements.</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public IrrepAblation(Representations representations, PairRows logits)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(logits);
        logits.RequireShape(representations.Group, representations.Group.Order, nameof(logits));
        (this.representations, this.logits) = (representations, logits);
    }

    /// <summary>The results without the given representations; each takes n²·(rank + 1) rows of work.</summary>
    /// <exception cref="ArgumentException">A representation is not of this group or named twice.</exception>
    public PairResults Remove(params IReadOnlyList<Irrep> irreps)
    {
        representations.RequireOwn(irreps);
        var part = new PairPart(representations.Group, [.. irreps.Select(Block)]);
        return PairResults.Of(representations.Group, (pair, row) =>
        {
            part.Read(pair, row);
            TensorPrimitives.Subtract(logits[pair], row, row);
        });
    }

    /// <summary>The results of the given representations and each answer's mean over all pairs.</summary>
    /// <exception cref="ArgumentException">A representation is not of this group or named twice.</exception>
    public PairResults Keep(params IReadOnlyList<Irrep> irreps)
    {
        representations.RequireOwn(irreps);
        var part = new PairPart(representations.Group, [.. irreps.Select(Block)]);
        var mean = Mean();
        return PairResults.Of(representations.Group, (pair, row) =>
        {
            part.Read(pair, row);
            TensorPrimitives.Add(row, mean, row);
        });
    }

    private double[] Mean()
    {
        var mean = new double[logits.Columns];
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            TensorPrimitives.Add(mean, logits[pair], mean);
        }
        TensorPrimitives.Divide(mean, logits.Rows, mean);
        return mean;
    }

    // The coefficients Σ_xy F_j(x)·F_i(y)·L(x, y), row j·|F| + i.
    private PairBlock Block(Irrep irrep)
    {
        var n = representations.Group.Order;
        var functions = new Matrix(irrep.Rank + 1, n);
        functions.Row(0).Fill(1 / Math.Sqrt(n));
        irrep.Basis.Span.CopyTo(functions.Span[n..]);
        var size = functions.Rows;
        var (coefficients, atX) = (new Matrix(size * size, logits.Columns), new Matrix(size, logits.Columns));
        var ofX = new Matrix(n, logits.Columns);
        for (var x = 0; x < n; x++)
        {
            for (var y = 0; y < n; y++)
            {
                logits.Read(x * n + y, ofX.Row(y));
            }
            atX.Span.Clear();
            for (var i = 0; i < size; i++)
            {
                ofX.AddRows(functions.Row(i), atX.Row(i));
            }
            for (var j = 0; j < size; j++)
            {
                var block = coefficients.Span.Slice(j * size * logits.Columns, size * logits.Columns);
                TensorPrimitives.MultiplyAdd(atX.Span, functions[j, x], block, block);
            }
        }
        coefficients.Row(0).Clear();
        return new PairBlock(functions.Transpose(), coefficients);
    }

    /// <summary>Functions on the group, [n, size], and coefficients of their products at x and y, [size², columns].</summary>
    private sealed record PairBlock(Matrix Functions, Matrix Coefficients);

    /// <summary>The sum of blocks at each pair, read in the order of the pairs: what belongs to x is kept while y runs.</summary>
    private sealed class PairPart(FiniteGroup group, PairBlock[] blocks)
    {
        private readonly Matrix[] atX =
            [.. blocks.Select(block => new Matrix(block.Functions.Columns, block.Coefficients.Columns))];
        private int current = -1;

        public void Read(int pair, Span<double> row)
        {
            var (x, y) = Math.DivRem(pair, group.Order);
            if (x != current)
            {
                MoveTo(x);
            }
            row.Clear();
            for (var block = 0; block < blocks.Length; block++)
            {
                atX[block].AddRows(blocks[block].Functions.Row(y), row);
            }
        }

        private void MoveTo(int x)
        {
            current = x;
            foreach (var (block, sums) in blocks.Zip(atX))
            {
                sums.Span.Clear();
                WeightedRows.Add(block.Coefficients.Span, sums.Span.Length, block.Functions.Row(x), sums.Span);
            }
        }
    }
}
