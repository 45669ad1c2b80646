using System.Diagnostics;

namespace Grokking.Training;

/// <summary>What one pass computes: the examples, and which rows carry them.</summary>
internal sealed class ForwardPlan
{
    private int[] tokens = [];
    private int[] labels = [];
    private int[] rowOfToken = [];
    private int[] prefixes = [];
    private readonly List<(RowMap Input, RowMap Output, AttentionRows Rows)> joined = [];
    private int joins;
    private int nCtx;

    /// <summary>Rows of the stream where it starts.</summary>
    public RowMap Start { get; } = new();

    /// <summary>Rows behind an attention layer that computes every position.</summary>
    public RowMap EachPosition { get; } = new();

    /// <summary>Rows behind the attention layer that computes only the position that is read out.</summary>
    public RowMap ReadOut { get; } = new();

    /// <summary>Number of examples.</summary>
    public int Samples { get; private set; }

    /// <summary>Number of positions.</summary>
    public int NCtx => nCtx;

    /// <summary>Number of answers of an example, read out at its last positions.</summary>
    public int Targets { get; private set; }

    /// <summary>Whether the last attention layer computes only the position that is read out.</summary>
    public bool ReadOutOnly { get; private set; }

    /// <summary>Token ids, [batch, pos].</summary>
    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Samples * nCtx);

    /// <summary>Answers, [batch, targets].</summary>
    public ReadOnlySpan<int> Labels => labels.AsSpan(0, Samples * Targets);

    /// <summary>Plans a pass over some of the examples, in the order given. Reuses its arrays.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="shareRows">Whether examples share rows up to the first attention.</param>
    /// <param name="readOutOnly">Whether the last attention computes only what is read out.</param>
    /// <param name="sharePrefixes">Whether, in a causal network, examples that begin alike share rows behind it too.</param>
    /// <param name="lastOnly">Whether the last position alone is read out, however many answers there are; labels are not looked
    /// at then.</param>
    public void Set(
        Architecture architecture, Examples examples, ReadOnlySpan<int> rows, bool shareRows, bool readOutOnly,
        bool sharePrefixes = false, bool lastOnly = false)
    {
        Gather(examples, rows);
        Targets = lastOnly ? 1 : Targets;
        ReadOutOnly = readOutOnly;
        joins = 0;
        if (shareRows && architecture.Layers.Any(layer => layer is Attention or Combine))
        {
            if (rowOfToken.Length != nCtx * architecture.DVocab)
            {
                rowOfToken = new int[nCtx * architecture.DVocab];
            }
            Start.SetShared(Tokens, nCtx, architecture.DVocab, rowOfToken);
        }
        else
        {
            Start.SetOwn(Samples, nCtx);
        }
        if (!readOutOnly || architecture.NLayers > 1)
        {
            if (sharePrefixes && architecture.Layers.All(layer => layer is not Attention { Causal: false }))
            {
                EachPosition.SetPrefixes(Tokens, nCtx, architecture.DVocab, ref prefixes);
            }
            else
            {
                EachPosition.SetOwn(Samples, nCtx);
            }
        }
        ReadOut.SetOwn(Samples, Targets, byPosition: true);
    }

    /// <summary>What an attention layer reads; the same for all layers between the same rows.</summary>
    public AttentionRows Join(RowMap input, RowMap output)
    {
        for (var i = 0; i < joins; i++)
        {
            if (joined[i].Input == input && joined[i].Output == output)
            {
                return joined[i].Rows;
            }
        }
        if (joins == joined.Count)
        {
            joined.Add((input, output, new AttentionRows()));
        }
        var rows = joined[joins].Rows;
        joined[joins++] = (input, output, rows);
        rows.Set(input, output);
        return rows;
    }

    private void Gather(Examples examples, ReadOnlySpan<int> rows)
    {
        Samples = rows.Length;
        nCtx = examples.NCtx;
        Targets = examples.Targets;
        if (labels.Length < Samples * Targets || tokens.Length < Samples * nCtx)
        {
            tokens = new int[Samples * nCtx];
            labels = new int[Samples * Targets];
        }
        for (var i = 0; i < rows.Length; i++)
        {
            examples.Tokens.Slice(rows[i] * nCtx, nCtx).CopyTo(tokens.AsSpan(i * nCtx));
            examples.Labels.Slice(rows[i] * Targets, Targets).CopyTo(labels.AsSpan(i * Targets));
        }
    }
}

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
