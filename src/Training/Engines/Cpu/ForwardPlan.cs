namespace Grokking.Training;

/// <summary>What one pass computes: the examples, and which rows carry them.</summary>
internal sealed class ForwardPlan
{
    private int[] tokens = [];
    private int[] labels = [];
    private int[] rowOfToken = [];
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

    /// <summary>Whether the last attention layer computes only the position that is read out.</summary>
    public bool ReadOutOnly { get; private set; }

    /// <summary>Token ids, [batch, pos].</summary>
    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Samples * nCtx);

    /// <summary>Answers, [batch].</summary>
    public ReadOnlySpan<int> Labels => labels.AsSpan(0, Samples);

    /// <summary>Plans a pass over some of the examples, in the order given. Reuses its arrays.</summary>
    public void Set(Architecture architecture, Examples examples, ReadOnlySpan<int> rows, bool shareRows, bool readOutOnly)
    {
        Gather(examples, rows);
        ReadOutOnly = readOutOnly;
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
            EachPosition.SetOwn(Samples, nCtx);
        }
        ReadOut.SetOwn(Samples, 1);
    }

    private void Gather(Examples examples, ReadOnlySpan<int> rows)
    {
        Samples = rows.Length;
        nCtx = examples.NCtx;
        if (labels.Length < Samples || tokens.Length < Samples * nCtx)
        {
            tokens = new int[Samples * nCtx];
            labels = new int[Samples];
        }
        for (var i = 0; i < rows.Length; i++)
        {
            examples.Tokens.Slice(rows[i] * nCtx, nCtx).CopyTo(tokens.AsSpan(i * nCtx));
            labels[i] = examples.Labels[rows[i]];
        }
    }
}
