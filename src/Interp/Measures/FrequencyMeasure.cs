namespace Grokking.Interp;

/// <summary>One number for each key frequency. A new one is one file and one line in <see cref="MeasureCatalogue"/>.</summary>
/// <param name="id">Its key in analysis.json; never changes once released.</param>
/// <param name="description">What the numbers are, in one line with unit and range.</param>
public abstract class FrequencyMeasure(string id, string description)
{
    /// <summary>Its key in analysis.json, snake case.</summary>
    public string Id { get; } = id;

    /// <summary>What the numbers are, in one line with unit and range.</summary>
    public string Description { get; } = description;

    /// <summary>Its column in timelines for frequency k, for example <c>excluded_loss_per_frequency_14</c>.</summary>
    public string Column(int k) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}_{k}");

    /// <summary>The value of one frequency, or the reason why there is none.</summary>
    /// <param name="specimen">The specimen.</param>
    /// <param name="k">Frequency, 1..⌊p/2⌋.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public MeasureValue Of(Specimen specimen, int k)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        Training.Require.InRange(k, 1, specimen.Basis.LargestFrequency);
        return WhyNot(specimen, k) is { } reason ? MeasureValue.Missing(reason) : MeasureValue.Of(Compute(specimen, k));
    }

    /// <summary>Why the measure does not apply to a specimen; null when it does.</summary>
    protected abstract string? WhyNot(Specimen specimen);

    /// <summary>Why one frequency has no value; null when it has.</summary>
    protected virtual string? WhyNot(Specimen specimen, int k) => WhyNot(specimen);

    /// <summary>The value of one frequency; called only where <see cref="WhyNot(Specimen, int)"/> is null.</summary>
    protected abstract double Compute(Specimen specimen, int k);
}
