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
