namespace Grokking.Training;

/// <summary>A network at one step with what it was trained on: what an analysis needs to know, wherever it was read from.</summary>
public interface ICheckpoint
{
    /// <summary>The network.</summary>
    Model Model { get; }

    /// <summary>The task.</summary>
    BinaryOperation Operation { get; }

    /// <summary>How a pair becomes tokens.</summary>
    TokenFormat Format { get; }

    /// <summary>Which pairs were trained on; null when that is not known.</summary>
    Split? Split { get; }

    /// <summary>All p² pairs as the network reads them, in the order a·p + b.</summary>
    Examples Pairs { get; }
}
