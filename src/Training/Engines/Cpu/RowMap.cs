using System.Diagnostics;

namespace Grokking.Training;

/// <summary>
/// Which row of a buffer holds (sample, position). Before the first attention a row depends on token and position
/// alone, so samples share rows; behind it each has its own. The inverse (the uses of each row, in sample order) lets a
/// backward pass sum over a row's uses in a fixed order, one row a thread.
/// </summary>
internal sealed class RowMap
{
    private int[] rowOf = [];
    private readonly RowUses uses = new();
    private int[] firstOfPosition = [];

    /// <summary>Number of samples.</summary>
    public int Samples { get; private set; }

    /// <summary>Number of positions that have rows; they end at the last position of the context.</summary>
    public int Positions { get; private set; }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether samples share rows.</summary>
    public bool Shared { get; private set; }

    /// <summary>Row of sample·positions + position.</summary>
    public ReadOnlySpan<int> RowOf => rowOf.AsSpan(0, Samples * Positions);

    /// <summary>All sample·positions + position that use a row, ascending.</summary>
    public ReadOnlySpan<int> Uses(int row) => uses.Of(row);

    /// <summary>The rows of one position as first row, number of rows and step between them.</summary>
    public (int First, int Count, int Step) RowsOfPosition(int position) =>
        Shared
            ? (firstOfPosition[position], firstOfPosition[position + 1] - firstOfPosition[position], 1)
            : (position, Samples, Positions);

    /// <summary>The rows of some last positions as first row, number of rows and step between them.</summary>
    public (int First, int Count, int Step) RowsOfLast(int count)
    {
        Debug.Assert(Shared || count == 1, "rows sample by sample have the last positions between others");
        return Shared
            ? (firstOfPosition[Positions - count], Count - firstOfPosition[Positions - count], 1) : RowsOfPosition(Positions - 1);
    }

    /// <summary>Each (sample, position) has a row of its own: sample·positions + position, or position by position.</summary>
    public void SetOwn(int samples, int positions, bool byPosition = false)
    {
        Reset(samples, positions, shared: false);
        Count = samples * positions;
        for (var i = 0; i < Count; i++)
        {
            rowOf[i] = byPosition ? (i % positions * samples) + (i / positions) : i;
        }
        uses.Set(RowOf, Count);
    }

    /// <summary>One row for each distinct beginning of a sample, ordered by its length: what a causal network computes
    /// once.</summary>
    /// <param name="tokens">[batch, pos].</param>
    /// <param name="positions">Number of positions.</param>
    /// <param name="dVocab">Number of tokens.</param>
    /// <param name="seen">Scratch, which grows.</param>
    public void SetPrefixes(ReadOnlySpan<int> tokens, int positions, int dVocab, ref int[] seen)
    {
        Reset(tokens.Length / positions, positions, shared: true);
        Count = 0;
        for (var position = 0; position < positions; position++)
        {
            firstOfPosition[position] = Count;
            var firstParent = position == 0 ? 0 : firstOfPosition[position - 1];
            var room = Math.Max(1, Count - firstParent) * dVocab;
            if (seen.Length < room)
            {
                seen = new int[room];
            }
            seen.AsSpan(0, room).Clear();
            for (var i = position; i < tokens.Length; i += positions)
            {
                ref var row = ref seen[((position == 0 ? 0 : rowOf[i - 1] - firstParent) * dVocab) + tokens[i]];
                row = row == 0 ? ++Count : row;
                rowOf[i] = row - 1;
            }
        }
        firstOfPosition[positions] = Count;
        uses.Set(RowOf, Count);
    }

    /// <summary>One row for each distinct (token, position), ordered by position, then token.</summary>
    /// <param name="tokens">[batch, pos].</param>
    /// <param name="positions">Number of positions.</param>
    /// <param name="dVocab">Number of tokens.</param>
    /// <param name="rowOfToken">Scratch of positions·dVocab elements.</param>
    public void SetShared(ReadOnlySpan<int> tokens, int positions, int dVocab, Span<int> rowOfToken)
    {
        Reset(tokens.Length / positions, positions, shared: true);
        rowOfToken.Clear();
        for (var i = 0; i < tokens.Length; i++)
        {
            rowOfToken[(i % positions * dVocab) + tokens[i]] = 1;
        }
        Count = 0;
        for (var key = 0; key < rowOfToken.Length; key++)
        {
            if (key % dVocab == 0)
            {
                firstOfPosition[key / dVocab] = Count;
            }
            rowOfToken[key] = rowOfToken[key] == 1 ? Count++ : -1;
        }
        firstOfPosition[positions] = Count;
        for (var i = 0; i < tokens.Length; i++)
        {
            rowOf[i] = rowOfToken[(i % positions * dVocab) + tokens[i]];
        }
        uses.Set(RowOf, Count);
    }

    private void Reset(int samples, int positions, bool shared)
    {
        Samples = samples;
        Positions = positions;
        Shared = shared;
        var length = samples * positions;
        if (rowOf.Length < length)
        {
            rowOf = new int[length];
        }
        if (firstOfPosition.Length < positions + 1)
        {
            firstOfPosition = new int[positions + 1];
        }
    }
}

/// <summary>Which places name a row, for every row, ascending: the inverse of a list of rows, so that a backward pass can sum
/// over a row's uses in a fixed order. Reuses its arrays.</summary>
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
