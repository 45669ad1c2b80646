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

/// <summary>One scratch object for each thread of a team, lent to whichever part of a job runs. Lending allocates
/// nothing.</summary>
internal sealed class ScratchPool<T> : IDisposable
    where T : class, IDisposable
{
    private readonly T[] items;
    private readonly T?[] free;

    /// <summary>Makes as many objects as the team has threads.</summary>
    public ScratchPool(ThreadTeam team, Func<T> make)
    {
        items = [.. Enumerable.Range(0, team.Threads).Select(_ => make())];
        free = [.. items];
    }

    /// <summary>Takes an object; there is always one, since only a team's threads ask.</summary>
    public T Rent()
    {
        for (var i = 0; ; i = (i + 1) % free.Length)
        {
            if (Interlocked.Exchange(ref free[i], null) is { } item)
            {
                return item;
            }
        }
    }

    /// <summary>Gives an object back.</summary>
    public void Return(T item)
    {
        for (var i = 0; ; i = (i + 1) % free.Length)
        {
            if (Interlocked.CompareExchange(ref free[i], item, null) is null)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var item in items)
        {
            item.Dispose();
        }
    }
}
