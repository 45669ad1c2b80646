using System.Runtime.CompilerServices;

namespace Grokking.Training;

/// <summary>
/// How a matrix product is cut up: by sizes alone, so that the cut is the same at any number of threads. The depth is cut
/// into blocks, c into tiles of whole panels.
/// </summary>
internal readonly struct ProductPlan
{
    /// <summary>
    /// Terms a sum takes before it is added to c: a panel of b then fits in the first-level cache. Part of every result's
    /// bits. From 128 to 512 the speed is the same within the noise.
    /// </summary>
    public const int DepthBlock = 256;

    // Enough multiply-adds in one tile, and elements in one packing part, that handing it to a thread costs little.
    private const int TileWork = 400_000;
    private const int PackingWork = 16_384;
    private const int TileColumns = 128;

    /// <summary>A plan for c[rows, columns] += a[rows, depth]·b[depth, columns] in panels of the given sizes.</summary>
    public ProductPlan(int rows, int columns, int depth, int panelRows, int panelColumns)
    {
        RowPanels = Quotient(rows, panelRows);
        ColumnPanels = Quotient(columns, panelColumns);
        Blocks = Math.Max(1, Quotient(depth, DepthBlock));
        LargestDepth = Math.Min(depth, DepthBlock);
        TileColumnPanels = Math.Min(ColumnPanels, TileColumns / panelColumns);
        TileRowPanels = Quotient(TileWork, Math.Max(1, TileColumnPanels * panelColumns * panelRows * LargestDepth));
        ColumnTiles = Quotient(ColumnPanels, TileColumnPanels);
        Tiles = ColumnTiles * Quotient(RowPanels, TileRowPanels);
        PackingRows = Math.Max(1, PackingWork / columns);
    }

    /// <summary>Panels that cover the rows of a; the last may lack rows.</summary>
    public int RowPanels { get; }

    /// <summary>Panels that cover the columns of b; the last may lack columns.</summary>
    public int ColumnPanels { get; }

    /// <summary>Blocks of the depth, at least one: a product without terms still has to clear c.</summary>
    public int Blocks { get; }

    /// <summary>Terms in the largest block.</summary>
    public int LargestDepth { get; }

    /// <summary>Panels of rows in a tile.</summary>
    public int TileRowPanels { get; }

    /// <summary>Panels of columns in a tile.</summary>
    public int TileColumnPanels { get; }

    /// <summary>Tiles side by side.</summary>
    public int ColumnTiles { get; }

    /// <summary>Tiles in all.</summary>
    public int Tiles { get; }

    /// <summary>Rows of b that are packed at a time, when its rows are dense.</summary>
    public int PackingRows { get; }

    /// <summary>size / unit, rounded up.</summary>
    public static int Quotient(int size, int unit) => (size + unit - 1) / unit;
}

/// <summary>Copies a matrix into the panels that <see cref="ProductKernel{TVector, TSimd}"/> reads.</summary>
internal static unsafe class ProductPacking<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>
    /// Spreads dense rows over panels [depth, width = 2 · lanes]: panel p holds columns p · width … of every row, and zeros past
    /// the last column. Whole rows are read at a time, since a walk down one panel's columns defeats the processor's prefetching.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(int rows, int columns, float* source, nint rowStride, float* panels, nint panelStride)
    {
        var width = 2 * TSimd.Lanes;
        for (var i = 0; i < rows; i++, source += rowStride, panels += width)
        {
            var panel = panels;
            var j = 0;
            for (; j <= columns - width; j += width, panel += panelStride)
            {
                TSimd.Store(TSimd.Load(source + j), panel);
                TSimd.Store(TSimd.Load(source + j + TSimd.Lanes), panel + TSimd.Lanes);
            }
            if (j < columns)
            {
                new Span<float>(source + j, columns - j).CopyTo(new Span<float>(panel, width));
                new Span<float>(panel + columns - j, width - columns + j).Clear();
            }
        }
    }
}
