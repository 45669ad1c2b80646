namespace Grokking.Training;

/// <summary>
/// Which rows of the stream an attention layer's outputs read: the query's, and those of its keys. Samples that begin alike share rows, so
/// that the inverse, all outputs that read a row in their order, lets a backward pass sum in a fixed order, one row a thread.
/// </summary>
internal sealed class AttentionRows
{
    private int[] keyRows = [];
    private int[] queryRows = [];
    private int[] positions = [];
    private readonly RowUses keyUses = new();
    private readonly RowUses queryUses = new();

    /// <summary>Number of keys of an output, the hidden ones included: all positions.</summary>
    public int Keys { get; private set; }

    /// <summary>Number of outputs.</summary>
    public int Count { get; private set; }

    /// <summary>Row of the input that an output asks from.</summary>
    public int QueryRow(int output) => queryRows[output];

    /// <summary>Position that an output stands at.</summary>
    public int Position(int output) => positions[output];

    /// <summary>Rows of the input with an output's keys, by position.</summary>
    public ReadOnlySpan<int> KeyRows(int output) => keyRows.AsSpan(output * Keys, Keys);

    /// <summary>All output·keys + position that read a row of the input as a key, ascending.</summary>
    public ReadOnlySpan<int> UsesAsKey(int row) => keyUses.Of(row);

    /// <summary>All outputs that ask from a row of the input, ascending.</summary>
    public ReadOnlySpan<int> UsesAsQuery(int row) => queryUses.Of(row);

    /// <summary>Joins the rows of a layer's input and output, whose positions are the input's last ones. Reuses its arrays.</summary>
    public void Set(RowMap input, RowMap output)
    {
        (Keys, Count) = (input.Positions, output.Count);
        if (queryRows.Length < Count || keyRows.Length < Count * Keys)
        {
            (queryRows, positions, keyRows) = (new int[Count], new int[Count], new int[Count * Keys]);
        }
        var rowOf = input.RowOf;
        var first = input.Positions - output.Positions;
        for (var row = 0; row < Count; row++)
        {
            // Samples that share an output share all that it reads.
            var (sample, position) = Math.DivRem(output.Uses(row)[0], output.Positions);
            positions[row] = first + position;
            queryRows[row] = rowOf[(sample * Keys) + first + position];
            rowOf.Slice(sample * Keys, Keys).CopyTo(keyRows.AsSpan(row * Keys));
        }
        keyUses.Set(keyRows.AsSpan(0, Count * Keys), input.Count);
        queryUses.Set(queryRows.AsSpan(0, Count), input.Count);
    }
}
