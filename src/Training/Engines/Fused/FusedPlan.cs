namespace Grokking.Training;

/// <summary>
/// The pairs of a pass in the order of their first token, so that its table rows stay in cache. A pair's place is its slot.
/// Slots come in groups of whole first tokens, cut by size alone; a group starts at a whole kernel tile, so some slots are empty.
/// </summary>
internal sealed class FusedPlan
{
    private const int MostGroups = 16;
    private const int SmallestGroup = 96;

    private readonly RowMap map = new();
    private int[] samples = [];
    private int[] tokens = [];
    private int[] rowOfToken = [];
    private int[] slotOfSample = [];
    private int[] slotStart = [];
    private readonly int[] groupStart = new int[MostGroups + 2];
    private readonly int[] groupEnd = new int[MostGroups + 2];

    /// <summary>Number of pairs.</summary>
    public int Samples { get; private set; }

    /// <summary>Number of slots, the empty ones included.</summary>
    public int Slots { get; private set; }

    /// <summary>Number of groups.</summary>
    public int Groups { get; private set; }

    /// <summary>Number of distinct (position, token): the rows of each table, ordered by position, then token.</summary>
    public int Rows => map.Count;

    /// <summary>Table row of the first token of each slot.</summary>
    public int[] RowA { get; private set; } = [];

    /// <summary>Table row of the second token of each slot.</summary>
    public int[] RowB { get; private set; } = [];

    /// <summary>Answer of each slot.</summary>
    public int[] Labels { get; private set; } = [];

    /// <summary>Slots in order of their second token, those of one token ascending in the order of the examples.</summary>
    public int[] SlotsByB { get; private set; } = [];

    /// <summary>0, 1, 2, …: the slots in their own order.</summary>
    public int[] Ascending { get; private set; } = [];

    /// <summary>The rows of the second position.</summary>
    public (int First, int Count) RowsB { get; private set; }

    /// <summary>The rows of the position that is read out.</summary>
    public (int First, int Count) LastRows { get; private set; }

    /// <summary>First slot of a group and the slot behind its last.</summary>
    public (int First, int End) Group(int group) => (groupStart[group], groupEnd[group]);

    /// <summary>The slots of a table row of the first position.</summary>
    public (int First, int Count) SlotsOfA(int row) => (slotStart[row], map.Uses(row).Length);

    /// <summary>Where <see cref="SlotsByB"/> has the slots of a table row of the second position.</summary>
    public (int First, int Count) UsesOfB(int row) => (slotStart[row], map.Uses(row).Length);

    /// <summary>Token and position of a table row.</summary>
    public (int Token, int Position) TokenOf(int row) => (tokens[map.Uses(row)[0]], map.Uses(row)[0] % map.Positions);

    /// <summary>Plans a pass over some of the examples, or over all of them when <paramref name="rows"/> is empty. Reuses its
    /// arrays.</summary>
    public void Set(FusedShape shape, Examples examples, ReadOnlySpan<int> rows)
    {
        if (rowOfToken.Length < examples.NCtx * shape.DVocab)
        {
            rowOfToken = new int[examples.NCtx * shape.DVocab];
        }
        Gather(examples, rows);
        map.SetShared(tokens.AsSpan(0, Samples * examples.NCtx), examples.NCtx, shape.DVocab, rowOfToken);
        var (_, firstRows, _) = map.RowsOfPosition(0);
        (var firstB, var countB, _) = map.RowsOfPosition(1);
        (var firstLast, var countLast, _) = map.RowsOfPosition(examples.NCtx - 1);
        (RowsB, LastRows) = ((firstB, countB), (firstLast, countLast));
        PlaceByA(firstRows, examples.NCtx);
        ListByB(examples);
    }

    private void Gather(Examples examples, ReadOnlySpan<int> rows)
    {
        Samples = rows.IsEmpty ? examples.Count : rows.Length;
        var nCtx = examples.NCtx;
        if (samples.Length < Samples || tokens.Length < Samples * nCtx)
        {
            MakeRoom(nCtx);
        }
        for (var i = 0; i < Samples; i++)
        {
            samples[i] = rows.IsEmpty ? i : rows[i];
            examples.Tokens.Slice(samples[i] * nCtx, nCtx).CopyTo(tokens.AsSpan(i * nCtx));
        }
    }

    private void MakeRoom(int nCtx)
    {
        var most = Samples + ((MostGroups + 1) * PanelProduct.RowUnit);
        samples = new int[Samples];
        tokens = new int[Samples * nCtx];
        slotOfSample = new int[Samples];
        slotStart = new int[Samples * nCtx];
        (RowA, RowB, Labels) = (new int[most], new int[most], new int[most]);
        SlotsByB = new int[Samples];
        Ascending = [.. Enumerable.Range(0, Math.Max(most, Samples * nCtx))];
    }

    private void PlaceByA(int rows, int nCtx)
    {
        var groupSize = Math.Max(SmallestGroup, (Samples + MostGroups - 1) / MostGroups);
        (Groups, Slots) = (0, 0);
        groupStart[0] = 0;
        for (var row = 0; row < rows; row++)
        {
            slotStart[row] = Slots;
            foreach (var use in map.Uses(row))
            {
                RowA[Slots] = row;
                slotOfSample[use / nCtx] = Slots++;
            }
            if (Slots - groupStart[Groups] >= groupSize || row == rows - 1)
            {
                groupEnd[Groups++] = Slots;
                Slots = PanelProduct.RoundUp(Slots, PanelProduct.RowUnit);
                groupStart[Groups] = Slots;
            }
        }
    }

    private void ListByB(Examples examples)
    {
        var next = 0;
        for (var row = RowsB.First; row < RowsB.First + RowsB.Count; row++)
        {
            slotStart[row] = next;
            foreach (var use in map.Uses(row))
            {
                var slot = slotOfSample[use / examples.NCtx];
                RowB[slot] = row;
                Labels[slot] = examples.Labels[samples[use / examples.NCtx]];
                SlotsByB[next++] = slot;
            }
        }
    }
}
