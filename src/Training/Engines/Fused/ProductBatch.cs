using System.Diagnostics;

namespace Grokking.Training;

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
        product.Multiply(term.A.SliceRows(row, rows).Matrix, term.B.SliceColumns(column, columns).Matrix, c.Span, c.RowStride, accumulate);
    }

    private struct Job
    {
        public Grid C;
        public (Grid A, Grid B) First, Second, Third, Fourth;
        public int Terms, TileRows, TileColumns, ColumnTiles, FirstPart;
    }
}
