namespace Grokking.Training;

/// <summary>A checkpoint from anywhere, understood as one of our models.</summary>
/// <param name="Config">Task and network in our terms; of a foreign file, its training section means nothing.</param>
/// <param name="Step">Number of updates done; null when the file does not say.</param>
/// <param name="Model">The network.</param>
/// <param name="Split">Which pairs were trained on; null when that is not known.</param>
/// <param name="Reading">What the file was taken for and why, in a sentence.</param>
public sealed record LoadedCheckpoint(RunConfig Config, int? Step, Model Model, Split? Split, string Reading) : ICheckpoint
{
    /// <inheritdoc/>
    public BinaryOperation Operation => field ??= Config.CreateOperation();

    /// <inheritdoc/>
    public TokenFormat Format => Config.CreateFormat();

    /// <inheritdoc/>
    public Examples Pairs => Examples.All(Operation, Format);
}
