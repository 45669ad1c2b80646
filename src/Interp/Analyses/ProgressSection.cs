namespace Grokking.Interp;

/// <summary>Puts the progress section of an analysis together: every measure that has no section of its own.</summary>
internal static class ProgressSection
{
    private static readonly string[] Elsewhere =
    [
        "train_loss", "test_loss", "all_loss", "train_accuracy", "test_accuracy", "all_accuracy", "logit_fraction_explained",
    ];

    /// <summary>The section of a specimen; reasons of missing values go to the notes.</summary>
    public static AnalysisProgress Of(Specimen specimen, Notes notes)
    {
        var values = new Dictionary<string, double?>();
        foreach (var measure in MeasureCatalogue.All.Where(measure => !Elsewhere.Contains(measure.Id)))
        {
            values[measure.Id] = notes.Take($"progress.{measure.Id}", measure.Of(specimen));
        }
        var perFrequency = new Dictionary<string, IReadOnlyDictionary<int, double>?>();
        foreach (var measure in MeasureCatalogue.PerFrequency)
        {
            perFrequency[measure.Id] = ByFrequency(specimen, measure, notes);
        }
        return new AnalysisProgress(values, perFrequency);
    }

    private static Dictionary<int, double>? ByFrequency(Specimen specimen, FrequencyMeasure measure, Notes notes)
    {
        var values = new Dictionary<int, double>();
        foreach (var k in specimen.KeyFrequencies)
        {
            if (notes.Take($"progress.{measure.Id}", measure.Of(specimen, k)) is { } value)
            {
                values[k] = value;
            }
        }
        return values.Count > 0 || specimen.KeyFrequencies.Count == 0 ? values : null;
    }
}
