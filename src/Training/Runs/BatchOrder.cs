namespace Grokking.Training;

/// <summary>Which examples each step takes. Each pass over the examples is shuffled from the seed and its own number.</summary>
internal sealed class BatchOrder
{
    private readonly int[] order;
    private readonly int batchSize;
    private readonly int batchesPerPass;
    private readonly long seed;
    private long shuffledPass = -1;

    public BatchOrder(int exampleCount, int batchSize, int seed)
    {
        order = new int[exampleCount];
        this.batchSize = Math.Min(batchSize, exampleCount);
        batchesPerPass = exampleCount / this.batchSize;
        this.seed = seed;
    }

    /// <summary>The examples of the update that follows <paramref name="step"/> updates. A remainder of a pass is left
    /// out.</summary>
    public ReadOnlySpan<int> Rows(int step)
    {
        var (pass, batch) = Math.DivRem(step, batchesPerPass);
        if (pass != shuffledPass)
        {
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }
            new PythonRandom((seed << 32) + pass).Shuffle(order.AsSpan());
            shuffledPass = pass;
        }
        return order.AsSpan(batch * batchSize, batchSize);
    }
}
