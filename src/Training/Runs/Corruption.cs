namespace Grokking.Training;

/// <summary>The training pairs of a run some of which are taught other answers than their own.</summary>
internal sealed class Corruption
{
    private readonly int cleanCount;
    private readonly Examples asTaught;
    private readonly Examples asTrue;

    public Corruption(BinaryOperation operation, TokenFormat format, Split split)
    {
        int[] pairs = [.. split.Train];
        var count = split.Taught.Count;
        cleanCount = pairs.Length - count;
        asTaught = new Examples(operation, format, pairs.AsSpan(0, count), split.Taught);
        asTrue = new Examples(operation, format, pairs.AsSpan(0, count));
    }

    /// <summary>Fills the columns of wrong answers in. What was answered rightly of the clean pairs is what is left of all.</summary>
    public MetricsRow AddTo(MetricsRow row, IEngine engine)
    {
        var taught = engine.Evaluate(asTaught).Accuracy;
        var right = Math.Round(row.TrainAccuracy * (cleanCount + asTaught.Count)) - Math.Round(taught * asTaught.Count);
        return row with
        {
            CleanAccuracy = cleanCount == 0 ? null : right / cleanCount,
            CorruptedAccuracy = taught,
            InvertedAccuracy = engine.Evaluate(asTrue).Accuracy,
        };
    }
}
