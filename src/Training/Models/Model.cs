namespace Grokking.Training;

/// <summary>An architecture with weights, ready to run on any examples with every activation in reach. Runs on the CPU engine.</summary>
public sealed class Model
{
    /// <summary>Joins an architecture and weights, which are shared, not copied.</summary>
    /// <exception cref="ArgumentException">The weights are laid out for another architecture.</exception>
    public Model(Architecture architecture, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(weights);
        Require.That(weights.Buffer.Length == architecture.Parameters.Count,
            $"expected {architecture.Parameters.Count} values for the architecture, got {weights.Buffer.Length}.", nameof(weights));
        Architecture = architecture;
        Weights = weights;
    }

    /// <summary>The list of layers.</summary>
    public Architecture Architecture { get; }

    /// <summary>The weights; changing them changes what the next run computes.</summary>
    public Weights Weights { get; }
}
