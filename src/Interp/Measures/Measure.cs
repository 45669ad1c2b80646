namespace Grokking.Interp;

/// <summary>One number that follows training from checkpoint to checkpoint. A new measure is one file and one line in
/// <see cref="MeasureCatalogue"/>.</summary>
/// <param name="id">Its column in timelines and its key in analysis.json; never changes once released.</param>
/// <param name="description">What the number is, in one line with unit and range.</param>
public abstract class Measure(string id, string description)
{
    /// <summary>Its column in timelines and its key in analysis.json, snake case.</summary>
    public string Id { get; } = id;

    /// <summary>What the number is, in one line with unit and range.</summary>
    public string Description { get; } = description;

    /// <summary>The value for a specimen, or the reason why there is none.</summary>
    public MeasureValue Of(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        return WhyNot(specimen) is { } reason ? MeasureValue.Missing(reason) : MeasureValue.Of(Compute(specimen));
    }

    /// <summary>Why the measure does not apply to a specimen; null when it does.</summary>
    protected abstract string? WhyNot(Specimen specimen);

    /// <summary>The value; called only where <see cref="WhyNot"/> is null.</summary>
    protected abstract double Compute(Specimen specimen);
}
