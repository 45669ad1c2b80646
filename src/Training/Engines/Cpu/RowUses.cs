namespace Grokking.Training;

/// <summary>Which places name a row, for every row, ascending: the inverse of a list of rows, so that a backward pass can sum over a row's
/// uses in a fixed order. Reuses its arrays.</summary>
internal sealed class RowUses
{
    private int[] start = [];
    private int[] places = [];

    /// <summary>The places that name a row, ascending.</summary>
    public ReadOnlySpan<int> Of(int row) => places.AsSpan(start[row], start[row + 1] - start[row]);

    /// <summary>Inverts a list.</summary>
    /// <param name="rows">The row of each place.</param>
    /// <param name="count">Number of rows.</param>
    public void Set(ReadOnlySpan<int> rows, int count)
    {
        if (start.Length < count + 2)
        {
            start = new int[count + 2];
        }
        if (places.Length < rows.Length)
        {
            places = new int[rows.Length];
        }
        start.AsSpan(0, count + 2).Clear();
        foreach (var row in rows)
        {
            start[row + 2]++;
        }
        for (var row = 2; row < count + 2; row++)
        {
            start[row] += start[row - 1];
        }
        for (var place = 0; place < rows.Length; place++)
        {
            places[start[rows[place] + 1]++] = place;
        }
    }
}
