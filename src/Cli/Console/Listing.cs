namespace Grokking.Cli;

/// <summary>The first rows of a list that a foreign file can make as long as it likes, and how many there are.</summary>
internal sealed class Listing<T>
{
    private const int MostRows = 60;

    private readonly List<T> rows = [];

    /// <summary>The first rows.</summary>
    public IReadOnlyList<T> Rows => rows;

    /// <summary>Number of all rows.</summary>
    public int Count { get; private set; }

    /// <summary>Number of rows that are not kept.</summary>
    public int More => Count - rows.Count;

    /// <summary>Adds a row, which is made only when it is kept.</summary>
    public void Add(Func<T> row)
    {
        if (Count++ < MostRows)
        {
            rows.Add(row());
        }
    }
}
