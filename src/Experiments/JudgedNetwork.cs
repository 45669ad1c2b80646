using System.Globalization;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>A network of the population, as the rule judged it.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Config">The run.</param>
/// <param name="Steps">Number of updates done.</param>
/// <param name="Accuracy">Share of all pairs answered right, 0 to 1.</param>
/// <param name="Explanation">How it was judged.</param>
/// <param name="Symmetricity">Gradient symmetricity; null but for transformers of one layer.</param>
/// <param name="DistanceIrrelevance">Distance irrelevance of the largest wrong logit; null but for transformers of one
/// layer.</param>
internal sealed record JudgedNetwork(
    string Id, RunConfig Config, int Steps, double Accuracy, Explanation Explanation, double? Symmetricity,
    double? DistanceIrrelevance)
{
    /// <summary>Whether it answers right, by the rule.</summary>
    public bool Solved => Accuracy >= ExplanationRule.Solved;

    /// <summary>Whether it is explained.</summary>
    public bool Explained => Explanation.FailsAt is null;

    /// <summary>Whether neurons with a twentieth of what the last ones receive read a number line.</summary>
    public bool ReadsLine => Explanation.Clusters.Any(cluster => cluster is { ReadLine: true, EnergyShare: >= 0.05 });

    /// <summary>Share of pairs that the best bound certifies; null where there is no certificate.</summary>
    public double? Certified => Explanation.Certificate?.Best;

    /// <summary>The attention rate; null but for transformers of one layer.</summary>
    public double? AttentionRate => IsOneLayer(Config.Model) ? Config.Model.AttentionRate : null;

    /// <summary>Share of the clock in the mixture, weighted by the energy of each frequency; null where there is none.</summary>
    public double? Clock => Explanation.Mixtures.Sum(mixture => mixture.LogitShare) is > 0 and var weight
        ? Explanation.Mixtures.Sum(mixture => mixture.LogitShare * (mixture.Alone?.Clock ?? mixture.Clock)) / weight : null;

    /// <summary>What kind of network it is.</summary>
    public string Family => Config.Model switch
    {
        { Architecture: TransformerFamily.ZhongId, NLayers: var layers } =>
            layers == 1 ? "transformer, 1 layer" : $"transformer, {layers} layers",
        { Activation: ActivationKind.Quadratic, Architecture: var id } => id + ", squares",
        { Architecture: var id } => id,
    };

    /// <summary>Judges a run's last checkpoint; null when it has none.</summary>
    public static JudgedNetwork? Of(ExperimentRuns runs, SweepOutcome outcome)
    {
        if (runs.Final(outcome) is not { Cyclic: { } view, Explanation: { } explanation })
        {
            return null;
        }
        var isOneLayer = IsOneLayer(outcome.Run.Config.Model);
        return new JudgedNetwork(
            outcome.Run.Id, outcome.Run.Config, outcome.LastStep ?? 0, view.Scores.All.Accuracy, explanation,
            isOneLayer ? view.GradientSymmetricity?.Value : null,
            isOneLayer ? Interp.DistanceIrrelevance.Of(view)?.RunnerUp : null);
    }

    /// <summary>The cells of its row in the table.</summary>
    public IReadOnlyList<string> Row()
    {
        var (model, logits) = (Config.Model, Explanation.Judged()?.Logits);
        var rotated = Explanation.Controls.Where(control => control.Id == "rotated" && control.Rung == Explanation.JudgedRung)
            .Select(control => (double?)Math.Max(control.Logits.FractionExplained, control.Logits.TwoSided)).Max();
        return
        [
            Id, Family + (model.EqualsSign ? ", =" : "") + (model.Activation == ActivationKind.Gelu ? ", gelu" : ""),
            Text(Config.Task.P), Text(model.DModel), Text(model.DMlp), Text(AttentionRate),
            Words.Percent(Config.Split.TrainFraction), Text(Config.Training.WeightDecay), Text(Steps), Words.Percent(Accuracy),
            Explanation.FailsAt ?? "explained",
            Explanation.JudgedRung?.Words() ?? "–", Words.Number(logits?.FractionExplained), Words.Percent(logits?.TwoSided),
            Words.Number(rotated), Words.Number(Explanation.Causes()),
            Words.Percent(Explanation.Behaviour[0].Equivariant.EnergyShare), Words.Percent(Certified), Words.Percent(Clock),
            Words.Number(Symmetricity), Words.Number(DistanceIrrelevance),
        ];
    }

    private static bool IsOneLayer(ModelConfig model) => model is { Architecture: TransformerFamily.ZhongId, NLayers: 1 };

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "–";
}
