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
    public const int ColumnUnit = 16;

    private readonly ProductKernels kernels;
    private readonly ProductKernels narrow;

    /// <summary>Products at the widest vectors that the processor has; half a panel goes through vectors of half the
    /// width.</summary>
    public PanelProduct()
    {
        kernels = new ProductKernels(ProductKernels.WidestSupported);
        narrow = kernels.Columns > ColumnUnit ? new ProductKernels(SimdWidth.Vector256) : kernels;
        Debug.Assert(RowUnit % kernels.Rows == 0 && ColumnUnit % narrow.Columns == 0, "whole tiles");
    }

    /// <summary><paramref name="size"/>, rounded up to a multiple of <paramref name="unit"/>.</summary>
    public static int RoundUp(int size, int unit) => (size + unit - 1) / unit * unit;

    /// <summary>Packs some rows of b, [depth, columns], into depth · (columns, rounded up) floats.</summary>
    /// <param name="b">Row-major.</param>
    /// <param name="ldb">Distance between its rows.</param>
    /// <param name="depth">Its rows.</param>
    /// <param name="columns">Its columns; zeros are packed behind them up to a multiple of <see cref="ColumnUnit"/>.</param>
    /// <param name="packed">Room for the whole of b.</param>
    /// <param name="first">First row to pack.</param>
    /// <param name="end">Row behind the last to pack.</param>
    public void Pack(float* b, nint ldb, int depth, int columns, float* packed, int first, int end)
    {
        var padded = RoundUp(columns, ColumnUnit);
        var wide = Wide(padded);
        while (first < end)
        {
            var start = first / ProductPlan.DepthBlock * ProductPlan.DepthBlock;
            var block = Math.Min(ProductPlan.DepthBlock, depth - start);
            var rows = Math.Min(end, start + block) - first;
            var source = b + (first * ldb);
            var target = packed + ((nint)start * padded);
            kernels.PackRows(rows, Math.Min(columns, wide), source, ldb, target + ((nint)(first - start) * kernels.Columns),
                (nint)block * kernels.Columns);
            if (wide < columns)
            {
                narrow.PackRows(rows, columns - wide, source + wide, ldb,
                    target + ((nint)wide * block) + ((nint)(first - start) * narrow.Columns), (nint)block * narrow.Columns);
            }
            first += rows;
        }
    }

    /// <summary>Packs some columns of b, [depth, columns], which is given column by column.</summary>
    /// <param name="columnsOfB">bᵀ, row-major.</param>
    /// <param name="ld">Distance between the rows of bᵀ.</param>
    /// <param name="depth">Rows of b.</param>
    /// <param name="columns">Its columns, a multiple of <see cref="ColumnUnit"/>.</param>
    /// <param name="packed">Room for the whole of b.</param>
    /// <param name="first">First column to pack.</param>
    /// <param name="end">Column behind the last to pack.</param>
    public void PackTransposed(float* columnsOfB, nint ld, int depth, int columns, float* packed, int first, int end)
    {
        for (var start = 0; start < depth; start += ProductPlan.DepthBlock)
        {
            var block = Math.Min(ProductPlan.DepthBlock, depth - start);
            for (var column = first; column < end; column++)
            {
                var width = column < Wide(columns) ? kernels.Columns : narrow.Columns;
                var source = columnsOfB + (column * ld) + start;
                var lane = column % width;
                var target = packed + ((nint)start * columns) + ((nint)(column - lane) * block) + lane;
                for (var i = 0; i < block; i++)
                {
                    target[i * width] = source[i];
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
        int rows, int depth, int columns, float* a, nint rowStride, nint columnStride, float* packed, float* c, nint ldc,
        bool accumulate)
    {
        for (var start = 0; start < depth; start += ProductPlan.DepthBlock)
        {
            var block = Math.Min(ProductPlan.DepthBlock, depth - start);
            for (var column = 0; column < columns;)
            {
                var panel = packed + ((nint)start * columns) + ((nint)column * block);
                var tile = column < Wide(columns) ? kernels : narrow;
                for (var row = 0; row < rows; row += tile.Rows)
                {
                    tile.Multiply(block, a + (row * rowStride) + (start * columnStride), rowStride, columnStride, panel,
                        c + (row * ldc) + column, ldc, accumulate || start > 0);
                }
                column += tile.Columns;
            }
        }
    }

    // The columns that whole panels cover.
    private int Wide(int columns) => columns / kernels.Columns * kernels.Columns;
}

/// <summary>
/// Small independent matrix products, done side by side: the threads meet once for all of them. Each is cut into tiles by its
/// sizes alone, and one thread computes a tile, so that the bits do not depend on the number of threads.
/// </summary>
internal sealed class ProductBatch : IDisposable
{
    // Multiply-adds of a tile: enough that handing it to a thread costs little, few enough that the threads end together.
    private const int TileWork = 1_000_000;

    // Each tile packs its columns of b anew, so that tiles are as tall as that work allows, and narrow.
    private const int TileRows = 120;

    private readonly ThreadTeam team;
    private readonly ScratchPool<MatrixProduct> products;
    private readonly Action<int> runPart;
    private Job[] jobs = new Job[16];
    private int count;
    private int parts;

    /// <summary>Products whose tiles <paramref name="team"/> shares out.</summary>
    public ProductBatch(ThreadTeam team)
    {
        this.team = team;
        products = new ScratchPool<MatrixProduct>(team, () => new MatrixProduct(new ThreadTeam(1)));
        runPart = RunPart;
    }

    /// <summary>Adds c = a₁·b₁ + a₂·b₂ + … to the batch, in this order of terms.</summary>
    /// <param name="c">Row-major; overwritten. No other product of the batch may read or write it.</param>
    /// <param name="terms">One to four pairs of factors.</param>
    public void Add(Grid c, params ReadOnlySpan<(Grid A, Grid B)> terms)
    {
        Debug.Assert(terms.Length is >= 1 and <= 4, "one to four terms");
        if (count == jobs.Length)
        {
            Array.Resize(ref jobs, 2 * count);
        }
        var depth = 0;
        foreach (var (a, b) in terms)
        {
            Debug.Assert(a.Rows == c.Rows && b.Columns == c.Columns && a.Columns == b.Rows, "the shapes fit");
            depth += a.Columns;
        }
        var tileRows = Math.Min(c.Rows, TileRows);
        var tileColumns = Math.Min(c.Columns, PanelProduct.RoundUp(TileWork / (depth * tileRows), PanelProduct.ColumnUnit));
        ref var job = ref jobs[count++];
        job = new Job
        {
            C = c, Terms = terms.Length, First = terms[0],
            TileRows = tileRows, TileColumns = tileColumns, FirstPart = parts,
            ColumnTiles = (c.Columns + tileColumns - 1) / tileColumns,
        };
        job.Second = terms.Length > 1 ? terms[1] : default;
        job.Third = terms.Length > 2 ? terms[2] : default;
        job.Fourth = terms.Length > 3 ? terms[3] : default;
        parts += job.ColumnTiles * ((c.Rows + tileRows - 1) / tileRows);
    }

    /// <summary>Computes all products of the batch and empties it.</summary>
    public void Run()
    {
        team.Run(parts, runPart);
        (count, parts) = (0, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => products.Dispose();

    private void RunPart(int part)
    {
        var index = count - 1;
        while (jobs[index].FirstPart > part)
        {
            index--;
        }
        ref readonly var job = ref jobs[index];
        var tile = part - job.FirstPart;
        var product = products.Rent();
        RunTerm(product, job, job.First, tile, accumulate: false);
        if (job.Terms > 1)
        {
            RunTerm(product, job, job.Second, tile, accumulate: true);
        }
        if (job.Terms > 2)
        {
            RunTerm(product, job, job.Third, tile, accumulate: true);
        }
        if (job.Terms > 3)
        {
            RunTerm(product, job, job.Fourth, tile, accumulate: true);
        }
        products.Return(product);
    }

    private static void RunTerm(MatrixProduct product, in Job job, (Grid A, Grid B) term, int tile, bool accumulate)
    {
        var row = tile / job.ColumnTiles * job.TileRows;
        var column = tile % job.ColumnTiles * job.TileColumns;
        var rows = Math.Min(job.TileRows, job.C.Rows - row);
        var columns = Math.Min(job.TileColumns, job.C.Columns - column);
        var c = job.C.SliceRows(row, rows).SliceColumns(column, columns);
        product.Multiply(
            term.A.SliceRows(row, rows).Matrix, term.B.SliceColumns(column, columns).Matrix, c.Span, c.RowStride, accumulate);
    }

    private struct Job
    {
        public Grid C;
        public (Grid A, Grid B) First, Second, Third, Fourth;
        public int Terms, TileRows, TileColumns, ColumnTiles, FirstPart;
    }
}
