namespace Grokking.Training;

/// <summary>The training pairs of a run some of which are taught other answers than their own.</summary>
internal sealed class Corruption
{
    private readonly Examples? clean;
    private readonly Examples asTaught;
    private readonly Examples asTrue;

    public Corruption(BinaryOperation operation, TokenFormat format, Split split)
    {
        int[] pairs = [.. split.Train];
        var count = split.Taught.Count;
        clean = count == pairs.Length ? null : new Examples(operation, format, pairs.AsSpan(count));
        asTaught = new Examples(operation, format, pairs.AsSpan(0, count), split.Taught);
        asTrue = new Examples(operation, format, pairs.AsSpan(0, count));
    }

    /// <summary>Fills the columns of wrong answers in.</summary>
    public MetricsRow AddTo(MetricsRow row, IEngine engine) => row with
    {
        CleanAccuracy = clean is null ? null : engine.Evaluate(clean).Accuracy,
        CorruptedAccuracy = engine.Evaluate(asTaught).Accuracy,
        InvertedAccuracy = engine.Evaluate(asTrue).Accuracy,
    };
}
