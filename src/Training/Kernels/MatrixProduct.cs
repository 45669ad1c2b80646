using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>
/// The matrix product of float32 matrices with any strides. An element's bits depend on its row of a, its column of b and
/// nothing else: not on the other rows and columns, the number of threads or the vector width.
/// </summary>
/// <remarks>
/// After Goto and van de Geijn (2008). The depth is cut into blocks. For each, b is packed into panels as wide as a kernel
/// tile, padded with zeros, and so is a unless the kernel can read its rows in place; then the tiles of c are shared out.
/// Within a block a sum starts at zero and takes its terms in order; the blocks' sums are added to c in order. Not safe for
/// two callers at once. Allocates only when the packing buffers grow.
/// </remarks>
internal sealed unsafe class MatrixProduct : IDisposable
{
    /// <summary>Terms a sum takes before it is added to c: a panel of b then fits in the first-level cache.</summary>
    internal const int DepthBlock = 256;

    // Enough multiply-adds in one tile, and elements in one packing part, that handing it to a thread costs little.
    private const int TileWork = 400_000;
    private const int PackingWork = 16_384;
    private const int TileColumns = 128;

    private readonly ThreadTeam team;
    private readonly delegate*<int, float*, nint, nint, float*, float*, nint, bool, void> kernel;
    private readonly delegate*<int, int, float*, nint, float*, nint, void> packRows;
    private readonly int panelRows;
    private readonly int panelColumns;
    private readonly Action<int> packPart;
    private readonly Action<int> multiplyPart;
    private readonly AlignedBuffer packedA = new();
    private readonly AlignedBuffer packedB = new();
    private Job job;

    /// <summary>A product whose work <paramref name="team"/> does, at the widest vectors that the processor has.</summary>
    public MatrixProduct(ThreadTeam team)
        : this(team, WidestSupported)
    {
    }

    /// <summary>A product at a given vector width; right at any width, fast where the processor supports it.</summary>
    internal MatrixProduct(ThreadTeam team, SimdWidth width)
    {
        this.team = team;
        (panelRows, panelColumns) = width switch
        {
            SimdWidth.Vector512 => (Simd512.Rows, 2 * Simd512.Lanes),
            SimdWidth.Vector256 => (Simd256.Rows, 2 * Simd256.Lanes),
            SimdWidth.Vector128 => (Simd128.Rows, 2 * Simd128.Lanes),
            _ => (SimdScalar.Rows, 2 * SimdScalar.Lanes),
        };
        kernel = width switch
        {
            SimdWidth.Vector512 => &ProductKernel<Vector512<float>, Simd512>.Run,
            SimdWidth.Vector256 => &ProductKernel<Vector256<float>, Simd256>.Run,
            SimdWidth.Vector128 => &ProductKernel<Vector128<float>, Simd128>.Run,
            _ => &ProductKernel<float, SimdScalar>.Run,
        };
        packRows = width switch
        {
            SimdWidth.Vector512 => &ProductPacking<Vector512<float>, Simd512>.PackRows,
            SimdWidth.Vector256 => &ProductPacking<Vector256<float>, Simd256>.PackRows,
            SimdWidth.Vector128 => &ProductPacking<Vector128<float>, Simd128>.PackRows,
            _ => &ProductPacking<float, SimdScalar>.PackRows,
        };
        packPart = PackPart;
        multiplyPart = MultiplyPart;
    }

    /// <summary>The widest vectors that the processor has.</summary>
    internal static SimdWidth WidestSupported =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128
        : SimdWidth.Scalar;

    /// <summary>c = a·b, or c += a·b when <paramref name="accumulate"/>. c may not overlap a or b.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="c">[m, n], row-major, rows <paramref name="ldc"/> elements apart; what lies between rows is not touched.</param>
    /// <param name="ldc">Distance between rows of c, at least n.</param>
    /// <param name="accumulate">Whether c is added to or overwritten.</param>
    public void Multiply(Matrix a, Matrix b, Span<float> c, int ldc, bool accumulate)
    {
        Debug.Assert(a.Columns == b.Rows, "the columns of a are the rows of b");
        Debug.Assert(ldc >= b.Columns, "the rows of c do not overlap");
        if (a.Rows == 0 || b.Columns == 0)
        {
            return;
        }
        Debug.Assert((a.Rows - 1L) * ldc + b.Columns <= c.Length, "c holds m rows");
        fixed (float* pa = a.Data, pb = b.Data, pc = c)
        {
            job = new Job
            {
                A = pa, ARowStride = a.RowStride, AColumnStride = a.ColumnStride, Rows = a.Rows, Depth = a.Columns,
                B = pb, BRowStride = b.RowStride, BColumnStride = b.ColumnStride, Columns = b.Columns,
                C = pc, Ldc = ldc, Accumulate = accumulate,
            };
            Plan();
            RunBlocks();
            job = default;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        packedA.Dispose();
        packedB.Dispose();
    }

    // By size alone, so that the split is the same at any number of threads.
    private void Plan()
    {
        var depth = Math.Min(job.Depth, DepthBlock);
        job.RowPanels = PanelCount(job.Rows, panelRows);
        job.ColumnPanels = PanelCount(job.Columns, panelColumns);
        job.TileColumnPanels = Math.Min(job.ColumnPanels, TileColumns / panelColumns);
        job.TileRowPanels = PanelCount(TileWork, Math.Max(1, job.TileColumnPanels * panelColumns * panelRows * depth));
        job.ColumnTiles = PanelCount(job.ColumnPanels, job.TileColumnPanels);
        job.Tiles = job.ColumnTiles * PanelCount(job.RowPanels, job.TileRowPanels);
        job.PackRows = Math.Max(1, PackingWork / job.Columns);
        job.PackedA = packedA.Reserve((nuint)(panelRows * depth));
        job.PackedB = packedB.Reserve((nuint)job.ColumnPanels * (nuint)(panelColumns * depth));
    }

    private void RunBlocks()
    {
        var first = 0;
        do
        {
            job.BlockStart = first;
            job.BlockDepth = Math.Min(DepthBlock, job.Depth - first);
            job.AddToC = job.Accumulate || first > 0;
            PackLastRows();
            team.Run(job.BColumnStride == 1 ? PanelCount(job.BlockDepth, job.PackRows) : job.ColumnPanels, packPart);
            team.Run(job.Tiles, multiplyPart);
            first += DepthBlock;
        }
        while (first < job.Depth);
    }

    // The kernel reads the rows of a in place, except for a last panel that lacks rows.
    private void PackLastRows()
    {
        var row = job.Rows / panelRows * panelRows;
        if (row < job.Rows)
        {
            PackStrided(job.A + row * job.ARowStride + job.BlockStart * job.AColumnStride, job.AColumnStride, job.ARowStride,
                job.BlockDepth, job.Rows - row, panelRows, job.PackedA);
        }
    }

    private void PackPart(int part)
    {
        ref readonly var j = ref job;
        var b = j.B + j.BlockStart * j.BRowStride;
        if (j.BColumnStride == 1)
        {
            var row = part * j.PackRows;
            packRows(Math.Min(j.PackRows, j.BlockDepth - row), j.Columns, b + row * j.BRowStride, j.BRowStride,
                j.PackedB + row * panelColumns, panelColumns * j.BlockDepth);
            return;
        }
        var column = part * panelColumns;
        PackStrided(b + column * j.BColumnStride, j.BRowStride, j.BColumnStride, j.BlockDepth,
            Math.Min(panelColumns, j.Columns - column), panelColumns, PanelB(part));
    }

    private void MultiplyPart(int part)
    {
        ref readonly var j = ref job;
        var firstRowPanel = part / j.ColumnTiles * j.TileRowPanels;
        var firstColumnPanel = part % j.ColumnTiles * j.TileColumnPanels;
        var endRowPanel = Math.Min(j.RowPanels, firstRowPanel + j.TileRowPanels);
        var endColumnPanel = Math.Min(j.ColumnPanels, firstColumnPanel + j.TileColumnPanels);
        for (var columnPanel = firstColumnPanel; columnPanel < endColumnPanel; columnPanel++)
        {
            for (var rowPanel = firstRowPanel; rowPanel < endRowPanel; rowPanel++)
            {
                MultiplyPanels(rowPanel, columnPanel);
            }
        }
    }

    private void MultiplyPanels(int rowPanel, int columnPanel)
    {
        ref readonly var j = ref job;
        var (row, column) = (rowPanel * panelRows, columnPanel * panelColumns);
        var inPlace = row + panelRows <= j.Rows;
        var a = inPlace ? j.A + row * j.ARowStride + j.BlockStart * j.AColumnStride : j.PackedA;
        var (rowStride, columnStride) = inPlace ? (j.ARowStride, j.AColumnStride) : (1, panelRows);
        var c = j.C + row * j.Ldc + column;
        if (inPlace && column + panelColumns <= j.Columns)
        {
            kernel(j.BlockDepth, a, rowStride, columnStride, PanelB(columnPanel), c, j.Ldc, j.AddToC);
            return;
        }
        // At the edges the whole tile is computed aside and its valid part moved, so that edge elements get the same bits.
        var tile = stackalloc float[panelRows * panelColumns];
        kernel(j.BlockDepth, a, rowStride, columnStride, PanelB(columnPanel), tile, panelColumns, false);
        MoveEdge(tile, c, Math.Min(panelRows, j.Rows - row), Math.Min(panelColumns, j.Columns - column));
    }

    private void MoveEdge(float* tile, float* c, int rows, int columns)
    {
        for (var row = 0; row < rows; row++, tile += panelColumns, c += job.Ldc)
        {
            for (var column = 0; column < columns; column++)
            {
                c[column] = job.AddToC ? c[column] + tile[column] : tile[column];
            }
        }
    }

    private float* PanelB(int panel) => job.PackedB + (nint)panel * panelColumns * job.BlockDepth;

    // panel[i, j] = source[i · depthStride + j · acrossStride] for j < across, zero up to the panel's width.
    private static void PackStrided(
        float* source, nint depthStride, nint acrossStride, int depth, int across, int width, float* panel)
    {
        for (var i = 0; i < depth; i++, source += depthStride, panel += width)
        {
            for (var j = 0; j < across; j++)
            {
                panel[j] = source[j * acrossStride];
            }
            for (var j = across; j < width; j++)
            {
                panel[j] = 0;
            }
        }
    }

    private static int PanelCount(int size, int panel) => (size + panel - 1) / panel;

    // One product at work. Strides are native integers, so that offsets do not overflow.
    private struct Job
    {
        public float* A, B, C, PackedA, PackedB;
        public nint ARowStride, AColumnStride, BRowStride, BColumnStride, Ldc;
        public int Rows, Columns, Depth, RowPanels, ColumnPanels;
        public int TileRowPanels, TileColumnPanels, ColumnTiles, Tiles, PackRows;
        public int BlockStart, BlockDepth;
        public bool Accumulate, AddToC;
    }
}
