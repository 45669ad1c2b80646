namespace Grokking.Training;

/// <summary>Training stopped because the loss became infinite or not a number.</summary>
public sealed class NonFiniteLossException : Exception
{
    /// <summary>States where it happened and what is still good.</summary>
    /// <param name="step">Number of updates done.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="lastCheckpoint">Step of the last checkpoint, or null.</param>
    public NonFiniteLossException(int step, double loss, int? lastCheckpoint)
        : base(Describe(step, loss, lastCheckpoint))
    {
        Step = step;
        LastCheckpoint = lastCheckpoint;
    }

    /// <summary>Number of updates done when it happened.</summary>
    public int Step { get; }

    /// <summary>Step of the last checkpoint, or null when there is none.</summary>
    public int? LastCheckpoint { get; }

    private static string Describe(int step, double loss, int? lastCheckpoint) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the training loss is {loss} after {step} steps; ")
        + (lastCheckpoint is { } good ? $"the last good checkpoint is step {good}." : "there is no good checkpoint.")
        + " A smaller learning_rate or a longer warmup_steps usually cures it.";
}
