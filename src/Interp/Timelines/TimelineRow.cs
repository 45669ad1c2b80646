namespace Grokking.Interp;

/// <summary>The measures of one checkpoint.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="Values">One value a column; null where there is none.</param>
public sealed record TimelineRow(int Step, IReadOnlyList<double?> Values)
{
    /// <summary>The columns that <see cref="Measure"/> fills: each measure's id, then each measure of frequencies for each key
    /// frequency.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<int> keyFrequencies) =>
    [
        .. MeasureCatalogue.All.Select(measure => measure.Id),
        .. MeasureCatalogue.PerFrequency.SelectMany(measure => keyFrequencies.Order().Select(measure.Column)),
    ];

    /// <summary>Measures a specimen, with the key frequencies that it was given.</summary>
    /// <param name="step">Number of updates done.</param>
    /// <param name="specimen">The specimen.</param>
    public static TimelineRow Measure(int step, Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        return new TimelineRow(step,
        [
            .. MeasureCatalogue.All.Select(measure => measure.Of(specimen).Value),
            .. MeasureCatalogue.PerFrequency.SelectMany(
                measure => specimen.KeyFrequencies.Select(k => measure.Of(specimen, k).Value)),
        ]);
    }
}
