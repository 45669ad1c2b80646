using System.Diagnostics;

namespace Grokking.Training;

/// <summary>
/// The matrix product of float32 matrices with any strides. An element's bits depend on its row of a, its column of b and
/// nothing else: not on the other rows and columns, the number of threads or the vector width.
/// </summary>
/// <remarks>
/// After Goto and van de Geijn (2008). The depth is cut into blocks. For each, b is packed into panels as wide as a kernel
/// tile, padded with zeros; a is read in place, at any strides, since packing it costs more than it saves at our sizes.
/// Within a block a sum starts at zero and takes its terms in order; the blocks' sums are added to c in order. Not safe for
/// two callers at once. Allocates only when the packing buffers grow.
/// </remarks>
internal sealed unsafe class MatrixProduct : IDisposable
{
    private readonly ThreadTeam team;
    private readonly delegate*<int, float*, nint, nint, float*, float*, nint, bool, void> kernel;
    private readonly delegate*<int, int, float*, nint, float*, nint, void> packRows;
    private readonly int panelRows;
    private readonly int panelColumns;
    private readonly Action<int> runPart;
    private readonly AlignedBuffer packedA = new();
    private readonly AlignedBuffer packedB = new();
    private Job job;
    private ProductPlan plan;
    private Block current;
    private Block next;

    /// <summary>A product whose work <paramref name="team"/> does, at the widest vectors that the processor has.</summary>
    public MatrixProduct(ThreadTeam team)
        : this(team, ProductKernels.WidestSupported)
    {
    }

    /// <summary>A product at a given vector width; right at any width, fast where the processor supports it.</summary>
    internal MatrixProduct(ThreadTeam team, SimdWidth width)
    {
        this.team = team;
        var kernels = new ProductKernels(width);
        (panelRows, panelColumns) = (kernels.Rows, kernels.Columns);
        kernel = kernels.Multiply;
        packRows = kernels.PackRows;
        runPart = RunPart;
    }

    /// <summary>c = a·b, or c += a·b when <paramref name="accumulate"/>. c may not overlap a or b.</summary>
    /// <param name="a">[m, k].</param>
    /// <param name="b">[k, n].</param>
    /// <param name="c">[m, n], row-major with <paramref name="ldc"/>; what lies between rows is not touched.</param>
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
            plan = new ProductPlan(a.Rows, b.Columns, a.Columns, panelRows, panelColumns);
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

    // While one block is multiplied the next is packed: one meeting of the threads for each block instead of two.
    private void RunBlocks()
    {
        ReservePanels();
        for (var i = 0; i <= plan.Blocks; i++)
        {
            current = next;
            next = i < plan.Blocks ? BlockAt(i) : default;
            team.Run(next.PackParts + (i > 0 ? plan.Tiles : 0), runPart);
        }
        current = default;
    }

    private void ReservePanels()
    {
        var terms = (nuint)Math.Min(plan.Blocks, 2) * (nuint)plan.LargestDepth;
        job.PackedA = packedA.Reserve(terms * (nuint)panelRows);
        job.PackedB = packedB.Reserve(terms * (nuint)panelColumns * (nuint)plan.ColumnPanels);
    }

    // The blocks use two sets of panels in turn.
    private Block BlockAt(int index)
    {
        var start = index * ProductPlan.DepthBlock;
        var depth = Math.Min(ProductPlan.DepthBlock, job.Depth - start);
        var copy = (nint)(index % 2) * plan.LargestDepth;
        return new Block
        {
            Start = start,
            Depth = depth,
            AddToC = job.Accumulate || index > 0,
            PackParts = job.BColumnStride == 1 ? Math.Max(1, ProductPlan.Quotient(depth, plan.PackingRows)) : plan.ColumnPanels,
            PackedA = job.PackedA + copy * panelRows,
            PackedB = job.PackedB + copy * panelColumns * plan.ColumnPanels,
        };
    }

    private void RunPart(int part)
    {
        if (part < next.PackParts)
        {
            PackPart(part);
        }
        else
        {
            MultiplyTile(part - next.PackParts);
        }
    }

    private void PackPart(int part)
    {
        if (part == 0)
        {
            PackLastRows();
        }
        ref readonly var j = ref job;
        var b = j.B + next.Start * j.BRowStride;
        if (j.BColumnStride == 1)
        {
            var row = part * plan.PackingRows;
            packRows(Math.Min(plan.PackingRows, next.Depth - row), j.Columns, b + row * j.BRowStride, j.BRowStride,
                next.PackedB + row * panelColumns, panelColumns * next.Depth);
            return;
        }
        var column = part * panelColumns;
        PackStrided(b + column * j.BColumnStride, j.BRowStride, j.BColumnStride, next.Depth,
            Math.Min(panelColumns, j.Columns - column), panelColumns, next.PackedB + (nint)column * next.Depth);
    }

    // The kernel reads the rows of a in place, except for a last panel that lacks rows.
    private void PackLastRows()
    {
        var row = job.Rows / panelRows * panelRows;
        if (row < job.Rows)
        {
            PackStrided(job.A + row * job.ARowStride + next.Start * job.AColumnStride, job.AColumnStride, job.ARowStride,
                next.Depth, job.Rows - row, panelRows, next.PackedA);
        }
    }

    private void MultiplyTile(int tile)
    {
        var firstRowPanel = tile / plan.ColumnTiles * plan.TileRowPanels;
        var firstColumnPanel = tile % plan.ColumnTiles * plan.TileColumnPanels;
        var endRowPanel = Math.Min(plan.RowPanels, firstRowPanel + plan.TileRowPanels);
        var endColumnPanel = Math.Min(plan.ColumnPanels, firstColumnPanel + plan.TileColumnPanels);
        for (var columnPanel = firstColumnPanel; columnPanel < endColumnPanel; columnPanel++)
        {
            for (var rowPanel = firstRowPanel; rowPanel < endRowPanel; rowPanel++)
            {
                MultiplyPanels(rowPanel * panelRows, columnPanel * panelColumns);
            }
        }
    }

    private void MultiplyPanels(int row, int column)
    {
        ref readonly var j = ref job;
        var inPlace = row + panelRows <= j.Rows;
        var a = inPlace ? j.A + row * j.ARowStride + current.Start * j.AColumnStride : current.PackedA;
        var (rowStride, columnStride) = inPlace ? (j.ARowStride, j.AColumnStride) : (1, panelRows);
        var b = current.PackedB + (nint)column * current.Depth;
        var c = j.C + row * j.Ldc + column;
        if (inPlace && column + panelColumns <= j.Columns)
        {
            kernel(current.Depth, a, rowStride, columnStride, b, c, j.Ldc, current.AddToC);
            return;
        }
        // At the edges the whole tile is computed aside and its valid part moved, so that edge elements get the same bits.
        var tile = stackalloc float[panelRows * panelColumns];
        kernel(current.Depth, a, rowStride, columnStride, b, tile, panelColumns, false);
        MoveEdge(tile, c, Math.Min(panelRows, j.Rows - row), Math.Min(panelColumns, j.Columns - column));
    }

    private void MoveEdge(float* tile, float* c, int rows, int columns)
    {
        for (var row = 0; row < rows; row++, tile += panelColumns, c += job.Ldc)
        {
            for (var column = 0; column < columns; column++)
            {
                c[column] = current.AddToC ? c[column] + tile[column] : tile[column];
            }
        }
    }

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

    // One product at work. Strides are native integers, so that offsets do not overflow.
    private struct Job
    {
        public float* A, B, C, PackedA, PackedB;
        public nint ARowStride, AColumnStride, BRowStride, BColumnStride, Ldc;
        public int Rows, Columns, Depth;
        public bool Accumulate;
    }

    // One block of the depth.
    private struct Block
    {
        public float* PackedA, PackedB;
        public int Start, Depth, PackParts;
        public bool AddToC;
    }
}
