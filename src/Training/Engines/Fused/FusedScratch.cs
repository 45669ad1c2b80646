namespace Grokking.Training;

/// <summary>What one thread needs while it works on a block of pairs.</summary>
internal sealed unsafe class FusedScratch : IDisposable
{
    /// <summary>Pairs in a block: its rows, neurons and gradients then stay in the second-level cache.</summary>
    public const int BlockSlots = 96;

    /// <summary>Makes room for a block.</summary>
    public FusedScratch(FusedShape shape)
    {
        Post = new FloatTable(shape.Neurons);
        PostGradient = new FloatTable(shape.Neurons);
        PackedGradient = new FloatTable(shape.Outputs);
        Rows = new FloatTable(shape.Width);
        Scores = new FloatTable(BlockSlots);
        Shares = new double[shape.Outputs];
        // A transposed product reads whole tiles of neurons: in the last row past its end.
        Post.Reserve(BlockSlots + 1);
        PostGradient.Reserve(BlockSlots);
        PackedGradient.Reserve(BlockSlots);
        Rows.Reserve(BlockSlots);
        Scores.Reserve(shape.NCtx);
    }

    /// <summary>Neurons behind the non-linearity, [slots, neurons].</summary>
    public FloatTable Post { get; }

    /// <summary>Their gradient, [slots, neurons].</summary>
    public FloatTable PostGradient { get; }

    /// <summary>The gradient of logits, packed, [slots, outputs].</summary>
    public FloatTable PackedGradient { get; }

    /// <summary>Neurons before the non-linearity and logits, when no gradient is wanted, [slots, width].</summary>
    public FloatTable Rows { get; }

    /// <summary>Scores of one head and their softmax, [n_ctx, slots].</summary>
    public FloatTable Scores { get; }

    /// <summary>Room for the softmax of a row.</summary>
    public double[] Shares { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in new[] { Post, PostGradient, PackedGradient, Rows, Scores })
        {
            table.Dispose();
        }
    }
}
