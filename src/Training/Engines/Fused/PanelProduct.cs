using System.Diagnostics;

namespace Grokking.Training;

/// <summary>
/// Products of one thread with a factor that was packed once: c[rows, columns] = a·b, where all of c exists up to whole
/// kernel tiles, so that no edge needs care. After Goto and van de Geijn (2008).
/// </summary>
internal readonly unsafe struct PanelProduct
{
    /// <summary>Rows come in multiples of this at any vector width.</summary>
    public const int RowUnit = 12;

    /// <summary>Columns come in multiples of this at any vector width.</summary>
    public const int ColumnUnit = 32;

    private readonly ProductKernels kernels;

    /// <summary>Products at the widest vectors that the processor has.</summary>
    public PanelProduct()
    {
        kernels = new ProductKernels(ProductKernels.WidestSupported);
        Debug.Assert(RowUnit % kernels.Rows == 0 && ColumnUnit % kernels.Columns == 0, "whole tiles");
    }

    /// <summary><paramref name="size"/>, rounded up to a multiple of <paramref name="unit"/>.</summary>
    public static int RoundUp(int size, int unit) => (size + unit - 1) / unit * unit;

    /// <summary>Packs some rows of b, [depth, columns], into depth · columns floats.</summary>
    /// <param name="b">Row-major.</param>
    /// <param name="ldb">Distance between its rows.</param>
    /// <param name="depth">Its rows.</param>
    /// <param name="columns">Its columns, a multiple of <see cref="ColumnUnit"/>.</param>
    /// <param name="packed">Room for the whole of b.</param>
    /// <param name="first">First row to pack.</param>
    /// <param name="end">Row behind the last to pack.</param>
    public void Pack(float* b, nint ldb, int depth, int columns, float* packed, int first, int end)
    {
        while (first < end)
        {
            var start = first / ProductPlan.DepthBlock * ProductPlan.DepthBlock;
            var block = Math.Min(ProductPlan.DepthBlock, depth - start);
            var rows = Math.Min(end, start + block) - first;
            kernels.PackRows(rows, columns, b + (first * ldb), ldb,
                packed + ((nint)start * columns) + ((nint)(first - start) * kernels.Columns), (nint)block * kernels.Columns);
            first += rows;
        }
    }

    /// <summary>Packs some columns of b, [depth, columns], which is given column by column.</summary>
    /// <param name="columnsOfB">bᵀ, row-major.</param>
    /// <param name="ld">Distance between the rows of bᵀ.</param>
    /// <param name="depth">Rows of b.</param>
    /// <param name="columns">Its columns, a multiple of <see cref="ColumnUnit"/>.</param>
    /// <param name="packed">Room for the whole of b.</param>
    /// <param name="first">First column to pack, a multiple of <see cref="ColumnUnit"/>.</param>
    /// <param name="end">Column behind the last to pack.</param>
    public void PackTransposed(float* columnsOfB, nint ld, int depth, int columns, float* packed, int first, int end)
    {
        for (var start = 0; start < depth; start += ProductPlan.DepthBlock)
        {
            var block = Math.Min(ProductPlan.DepthBlock, depth - start);
            for (var column = first; column < end; column++)
            {
                var source = columnsOfB + (column * ld) + start;
                var lane = column % kernels.Columns;
                var target = packed + ((nint)start * columns) + ((nint)(column - lane) * block) + lane;
                for (var i = 0; i < block; i++)
                {
                    target[i * kernels.Columns] = source[i];
                }
            }
        }
    }

    /// <summary>c = a·b, or c += a·b when <paramref name="accumulate"/>.</summary>
    /// <param name="rows">Rounded up to whole kernel tiles: those rows of a and c must exist.</param>
    /// <param name="depth">Columns of a.</param>
    /// <param name="columns">Columns of b, a multiple of <see cref="ColumnUnit"/>.</param>
    /// <param name="a">Element (0, 0) of a.</param>
    /// <param name="rowStride">Distance between rows of a.</param>
    /// <param name="columnStride">Distance between columns of a.</param>
    /// <param name="packed">b as <see cref="Pack"/> left it.</param>
    /// <param name="c">Element (0, 0) of c.</param>
    /// <param name="ldc">Distance between rows of c.</param>
    /// <param name="accumulate">Whether c is added to or overwritten.</param>
    public void Multiply(
        int rows, int depth, int columns, float* a, nint rowStride, nint columnStride, float* packed, float* c, nint ldc, bool accumulate)
    {
        for (var start = 0; start < depth; start += ProductPlan.DepthBlock)
        {
            var block = Math.Min(ProductPlan.DepthBlock, depth - start);
            for (var column = 0; column < columns; column += kernels.Columns)
            {
                var panel = packed + ((nint)start * columns) + ((nint)column * block);
                for (var row = 0; row < rows; row += kernels.Rows)
                {
                    kernels.Multiply(block, a + (row * rowStride) + (start * columnStride), rowStride, columnStride,
                        panel, c + (row * ldc) + column, ldc, accumulate || start > 0);
                }
            }
        }
    }
}
