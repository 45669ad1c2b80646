using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Explains one checkpoint: every measure, spectrum, ablation and intervention.</summary>
public static class Analyzer
{
    /// <summary>Runs a model on all pairs and explains what it does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">The task that it was trained on.</param>
    /// <param name="split">Which pairs it was trained on; null when not known.</param>
    /// <param name="source">Which checkpoint it is; null for none.</param>
    /// <param name="keyFrequencies">Key frequencies to use; null to find them.</param>
    /// <param name="format">How a pair becomes tokens; null to tell from the vocabulary.</param>
    /// <exception cref="ArgumentException">The model does not fit the task, or a key frequency is named twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pair or a key frequency is out of range.</exception>
    public static Analysis Analyze(
        Model model,
        ModularTask task,
        Split? split = null,
        AnalysisSource? source = null,
        IReadOnlyList<int>? keyFrequencies = null,
        TokenFormat? format = null) => Analyze(new Specimen(Recording.Of(model, task, format), split, keyFrequencies), source);

    /// <summary>Explains a specimen.</summary>
    /// <param name="specimen">The specimen.</param>
    /// <param name="source">Which checkpoint it is; null for none.</param>
    public static Analysis Analyze(Specimen specimen, AnalysisSource? source = null)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        var notes = new Notes();
        var model = specimen.Recording.Model;
        notes.Add("architecture", Missing.Model(specimen));
        var circuits = AnalysisCircuits.Of(specimen, out var noCircuits);
        notes.Add("circuits", noCircuits);
        return new Analysis
        {
            Source = source ?? new AnalysisSource(),
            Task = specimen.Task.Id,
            P = specimen.P,
            Architecture = model is null ? null : AnalysisArchitecture.Of(model.Architecture),
            Loss = Values(specimen, notes, "loss"),
            Accuracy = Values(specimen, notes, "accuracy"),
            Fourier = FourierSection.Of(specimen, notes),
            Progress = ProgressSection.Of(specimen, notes),
            Ablations = Missing.Waves(specimen) is null ? [.. Ablation.Table(specimen).Select(OfAblation)] : [],
            Interventions = [.. InterventionCatalogue.All.Select(intervention => OfIntervention(specimen, intervention, notes))],
            Circuits = circuits,
            Notes = notes.Reasons,
        };
    }

    private static SplitValues Values(Specimen specimen, Notes notes, string section)
    {
        return new SplitValues(Take("train"), Take("test"), Take("all"));

        double? Take(string pairs) => notes.Take($"{section}.{pairs}", MeasureCatalogue.Find($"{pairs}_{section}").Of(specimen));
    }

    private static AnalysisAblation OfAblation(Ablation ablation) =>
        new(ablation.Frequencies, ablation.Kept, Losses(ablation.Scores), Accuracies(ablation.Scores));

    private static AnalysisIntervention OfIntervention(Specimen specimen, Intervention intervention, Notes notes)
    {
        if (intervention.WhyNot(specimen) is { } reason)
        {
            notes.Add($"interventions.{intervention.Id}", reason);
            return new AnalysisIntervention(intervention.Id, null, null);
        }
        var scores = intervention.Run(specimen);
        return new AnalysisIntervention(intervention.Id, Losses(scores), Accuracies(scores));
    }

    private static SplitValues Losses(PairScores scores) =>
        new(scores.Train?.Loss, scores.Test?.Loss, scores.All.Loss);

    private static SplitValues Accuracies(PairScores scores) =>
        new(scores.Train?.Accuracy, scores.Test?.Accuracy, scores.All.Accuracy);
}
