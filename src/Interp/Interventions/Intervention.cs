using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// An edit of the running network that tests a claim about how it computes: if the claim holds, the loss stays, or falls.
/// A new one is one file and one line in <see cref="InterventionCatalogue"/>.
/// </summary>
/// <param name="id">Its id in analysis.json; never changes once released.</param>
/// <param name="description">What is edited, in one line.</param>
public abstract class Intervention(string id, string description)
{
    /// <summary>Its id in analysis.json, snake case.</summary>
    public string Id { get; } = id;

    /// <summary>What is edited, in one line.</summary>
    public string Description { get; } = description;

    /// <summary>Why it does not apply to a specimen; null when it does.</summary>
    public abstract string? WhyNot(Specimen specimen);

    /// <summary>Runs the edited network on all pairs.</summary>
    /// <returns>Loss and accuracy over the p answers.</returns>
    /// <exception cref="InvalidOperationException">It does not apply to the specimen.</exception>
    public PairScores Run(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        if (WhyNot(specimen) is { } reason)
        {
            throw new InvalidOperationException($"{Id}: {reason}.");
        }
        return specimen.Score(Hooks(specimen), Positions.ReadOut);
    }

    /// <summary>The hooks that make the edit, for a run on all pairs at the last position alone.</summary>
    protected abstract IReadOnlyList<Hook> Hooks(Specimen specimen);
}
