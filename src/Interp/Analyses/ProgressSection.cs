namespace Grokking.Interp;

/// <summary>Puts the progress section of an analysis together: every measure of the catalogue that has no section of its own.</summary>
internal static class ProgressSection
{
    private static readonly string[] Elsewhere =
        [.. new[] { "train", "test", "all" }.SelectMany(pairs => new[] { pairs + "_loss", pairs + "_accuracy" }), "logit_fraction_explained"];

    /// <summary>The section of a specimen; reasons of missing values go to the notes.</summary>
    public static AnalysisProgress Of(Specimen specimen, Notes notes) => new(
        MeasureCatalogue.All
            .Where(measure => !Elsewhere.Contains(measure.Id))
            .ToDictionary(measure => measure.Id, measure => notes.Take($"progress.{measure.Id}", measure.Of(specimen))),
        MeasureCatalogue.PerFrequency.ToDictionary(measure => measure.Id, measure => (IReadOnlyDictionary<int, double>?)ByFrequency(specimen, measure, notes)));

    private static Dictionary<int, double>? ByFrequency(Specimen specimen, FrequencyMeasure measure, Notes notes)
    {
        var values = new Dictionary<int, double>();
        foreach (var k in specimen.KeyFrequencies)
        {
            if (notes.Take($"progress.{measure.Id}", measure.Of(specimen, k)) is not { } value)
            {
                return null;
            }
            values[k] = value;
        }
        return values;
    }
}
