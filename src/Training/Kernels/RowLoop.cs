namespace Grokking.Training;

/// <summary>A loop over rows in blocks of fixed size that the team shares. Made once, so that a step allocates nothing.</summary>
internal sealed class RowLoop
{
    private readonly ThreadTeam team;
    private readonly Action<int, int> body;
    private readonly Action<int> part;
    private readonly int blockSize;
    private int rows;

    /// <summary>A loop that calls <paramref name="body"/> with [first, end) of each block.</summary>
    public RowLoop(ThreadTeam team, Action<int, int> body, int blockSize = 64)
    {
        this.team = team;
        this.body = body;
        this.blockSize = blockSize;
        part = RunBlock;
    }

    /// <summary>Runs the body over all rows; returns when every block is done.</summary>
    public void Run(int rowCount)
    {
        rows = rowCount;
        team.Run((rowCount + blockSize - 1) / blockSize, part);
    }

    private void RunBlock(int block) => body(block * blockSize, Math.Min(rows, (block + 1) * blockSize));
}
