namespace Grokking.Reports;

/// <summary>The sections of a run's report, in their order.</summary>
public enum RunSection
{
    /// <summary>Losses, accuracies, and the measures that show the jump to be gradual.</summary>
    Training,

    /// <summary>The embedding as frequencies and circles.</summary>
    Embedding,

    /// <summary>Where the heads look.</summary>
    Attention,

    /// <summary>What the neurons compute.</summary>
    Neurons,

    /// <summary>What comes out, and what breaks it.</summary>
    Logits,

    /// <summary>Clock, pizza or something else, with the evidence.</summary>
    Circuits,
}
