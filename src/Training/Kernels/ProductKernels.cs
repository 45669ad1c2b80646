using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>The innermost product and its packing at one vector width.</summary>
internal readonly unsafe struct ProductKernels
{
    /// <summary>The kernels of a width; right at any width, fast where the processor supports it.</summary>
    public ProductKernels(SimdWidth width)
    {
        (Rows, Columns) = width switch
        {
            SimdWidth.Vector512 => (Simd512.Rows, 2 * Simd512.Lanes),
            SimdWidth.Vector256 => (Simd256.Rows, 2 * Simd256.Lanes),
            SimdWidth.Vector128 => (Simd128.Rows, 2 * Simd128.Lanes),
            _ => (SimdScalar.Rows, 2 * SimdScalar.Lanes),
        };
        Multiply = width switch
        {
            SimdWidth.Vector512 => &ProductKernel<Vector512<float>, Simd512>.Run,
            SimdWidth.Vector256 => &ProductKernel<Vector256<float>, Simd256>.Run,
            SimdWidth.Vector128 => &ProductKernel<Vector128<float>, Simd128>.Run,
            _ => &ProductKernel<float, SimdScalar>.Run,
        };
        PackRows = width switch
        {
            SimdWidth.Vector512 => &ProductPacking<Vector512<float>, Simd512>.PackRows,
            SimdWidth.Vector256 => &ProductPacking<Vector256<float>, Simd256>.PackRows,
            SimdWidth.Vector128 => &ProductPacking<Vector128<float>, Simd128>.PackRows,
            _ => &ProductPacking<float, SimdScalar>.PackRows,
        };
    }

    /// <summary>The widest vectors that the processor has.</summary>
    public static SimdWidth WidestSupported =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128
        : SimdWidth.Scalar;

    /// <summary>Rows of a kernel tile, 6 or 12.</summary>
    public int Rows { get; }

    /// <summary>Columns of a kernel tile and of a packed panel: 2, 8, 16 or 32.</summary>
    public int Columns { get; }

    /// <summary><see cref="ProductKernel{TVector, TSimd}.Run"/>.</summary>
    public delegate*<int, float*, nint, nint, float*, float*, nint, bool, void> Multiply { get; }

    /// <summary><see cref="ProductPacking{TVector, TSimd}.PackRows"/>.</summary>
    public delegate*<int, int, float*, nint, float*, nint, void> PackRows { get; }
}

/// <summary>The innermost product: one register-held tile of C, [rows, 2 · lanes].</summary>
internal static unsafe class ProductKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>
    /// c[rows, 2 · lanes] = a[rows, depth]·b[depth, 2 · lanes], or c += the product when <paramref name="accumulate"/>.
    /// The sum runs over the depth in order from zero and is added to c at the end.
    /// </summary>
    /// <param name="depth">Number of terms in each sum.</param>
    /// <param name="a">Element (0, 0) of a; all rows must exist.</param>
    /// <param name="rowStride">Distance between rows of a.</param>
    /// <param name="columnStride">Distance between columns of a.</param>
    /// <param name="b">A packed panel: [depth, 2 · lanes], dense.</param>
    /// <param name="c">Element (0, 0) of c; the whole tile must exist.</param>
    /// <param name="ldc">Distance between rows of c.</param>
    /// <param name="accumulate">Whether c is added to or overwritten.</param>
    // Optimised at once: the loop is too long to run through the first calls unoptimised. Conditions on TSimd.Rows are
    // constants to the compiler, so a kernel of 6 rows keeps no trace of the other 6.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        int depth, float* a, nint rowStride, nint columnStride, float* b, float* c, nint ldc, bool accumulate)
    {
        TVector c0l = TSimd.Zero, c0r = TSimd.Zero;
        TVector c1l = TSimd.Zero, c1r = TSimd.Zero;
        TVector c2l = TSimd.Zero, c2r = TSimd.Zero;
        TVector c3l = TSimd.Zero, c3r = TSimd.Zero;
        TVector c4l = TSimd.Zero, c4r = TSimd.Zero;
        TVector c5l = TSimd.Zero, c5r = TSimd.Zero;
        TVector c6l = TSimd.Zero, c6r = TSimd.Zero;
        TVector c7l = TSimd.Zero, c7r = TSimd.Zero;
        TVector c8l = TSimd.Zero, c8r = TSimd.Zero;
        TVector c9l = TSimd.Zero, c9r = TSimd.Zero;
        TVector c10l = TSimd.Zero, c10r = TSimd.Zero;
        TVector c11l = TSimd.Zero, c11r = TSimd.Zero;
        // Four row pointers reach twelve rows with one stride register: x86 has no addressing mode for 3 · stride.
        float* a0 = a, a3 = a + 3 * rowStride, a6 = a, a9 = a;
        if (TSimd.Rows > 6)
        {
            a6 = a + 6 * rowStride;
            a9 = a + 9 * rowStride;
        }
        for (var i = 0; i < depth; i++)
        {
            var left = TSimd.Load(b);
            var right = TSimd.Load(b + TSimd.Lanes);
            b += 2 * TSimd.Lanes;

            var x = TSimd.Broadcast(*a0);
            c0l = TSimd.MultiplyAdd(x, left, c0l);
            c0r = TSimd.MultiplyAdd(x, right, c0r);
            x = TSimd.Broadcast(a0[rowStride]);
            c1l = TSimd.MultiplyAdd(x, left, c1l);
            c1r = TSimd.MultiplyAdd(x, right, c1r);
            x = TSimd.Broadcast(a0[2 * rowStride]);
            c2l = TSimd.MultiplyAdd(x, left, c2l);
            c2r = TSimd.MultiplyAdd(x, right, c2r);
            x = TSimd.Broadcast(*a3);
            c3l = TSimd.MultiplyAdd(x, left, c3l);
            c3r = TSimd.MultiplyAdd(x, right, c3r);
            x = TSimd.Broadcast(a3[rowStride]);
            c4l = TSimd.MultiplyAdd(x, left, c4l);
            c4r = TSimd.MultiplyAdd(x, right, c4r);
            x = TSimd.Broadcast(a3[2 * rowStride]);
            c5l = TSimd.MultiplyAdd(x, left, c5l);
            c5r = TSimd.MultiplyAdd(x, right, c5r);
            a0 += columnStride;
            a3 += columnStride;
            if (TSimd.Rows > 6)
            {
                x = TSimd.Broadcast(*a6);
                c6l = TSimd.MultiplyAdd(x, left, c6l);
                c6r = TSimd.MultiplyAdd(x, right, c6r);
                x = TSimd.Broadcast(a6[rowStride]);
                c7l = TSimd.MultiplyAdd(x, left, c7l);
                c7r = TSimd.MultiplyAdd(x, right, c7r);
                x = TSimd.Broadcast(a6[2 * rowStride]);
                c8l = TSimd.MultiplyAdd(x, left, c8l);
                c8r = TSimd.MultiplyAdd(x, right, c8r);
                x = TSimd.Broadcast(*a9);
                c9l = TSimd.MultiplyAdd(x, left, c9l);
                c9r = TSimd.MultiplyAdd(x, right, c9r);
                x = TSimd.Broadcast(a9[rowStride]);
                c10l = TSimd.MultiplyAdd(x, left, c10l);
                c10r = TSimd.MultiplyAdd(x, right, c10r);
                x = TSimd.Broadcast(a9[2 * rowStride]);
                c11l = TSimd.MultiplyAdd(x, left, c11l);
                c11r = TSimd.MultiplyAdd(x, right, c11r);
                a6 += columnStride;
                a9 += columnStride;
            }
        }

        Write(c + 0 * ldc, c0l, c0r, accumulate);
        Write(c + 1 * ldc, c1l, c1r, accumulate);
        Write(c + 2 * ldc, c2l, c2r, accumulate);
        Write(c + 3 * ldc, c3l, c3r, accumulate);
        Write(c + 4 * ldc, c4l, c4r, accumulate);
        Write(c + 5 * ldc, c5l, c5r, accumulate);
        if (TSimd.Rows > 6)
        {
            Write(c + 6 * ldc, c6l, c6r, accumulate);
            Write(c + 7 * ldc, c7l, c7r, accumulate);
            Write(c + 8 * ldc, c8l, c8r, accumulate);
            Write(c + 9 * ldc, c9l, c9r, accumulate);
            Write(c + 10 * ldc, c10l, c10r, accumulate);
            Write(c + 11 * ldc, c11l, c11r, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* c, TVector left, TVector right, bool accumulate)
    {
        if (accumulate)
        {
            left = TSimd.Add(TSimd.Load(c), left);
            right = TSimd.Add(TSimd.Load(c + TSimd.Lanes), right);
        }
        TSimd.Store(left, c);
        TSimd.Store(right, c + TSimd.Lanes);
    }
}

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
