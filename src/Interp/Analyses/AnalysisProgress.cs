namespace Grokking.Interp;

/// <summary>
/// The measures of one checkpoint by id (see <see cref="MeasureCatalogue"/>), without losses and accuracies, which have
/// their own sections.
/// </summary>
/// <param name="Values">One number a measure; null where there is none.</param>
/// <param name="PerFrequency">For each measure of frequencies, its value by key frequency; null where there are none.</param>
public sealed record AnalysisProgress(
    IReadOnlyDictionary<string, double?> Values, IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>?> PerFrequency)
{
    /// <summary>The value of a measure; null where there is none.</summary>
    /// <exception cref="KeyNotFoundException">The analysis has no such measure.</exception>
    public double? this[string id] => Values[id];
}
