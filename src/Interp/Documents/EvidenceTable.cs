using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The numbers behind a verdict, a row a circle: one table for the command line, the report and notebooks.</summary>
public static class EvidenceTable
{
    /// <summary>The columns behind the circle's frequency and its kind.</summary>
    public static IReadOnlyList<EvidenceColumn> Columns { get; } =
    [
        new("circuits.frequencies.fve_clock", "clock fit", 3,
            "the network run with this circle of its embedding alone: how well its logits, without the mean of each class, fit a "
            + "clock's cos ω(a + b − c), as 2ρ − 1 with ρ the correlation; 1 is a perfect fit",
            row => row.Circle.FveClock),
        new("circuits.frequencies.fve_pizza_smooth", "smooth pizza fit", 3,
            "the same for a pizza's |cos(ω(a − b)/2)|·cos ω(a + b − c); a perfect clock has 0.80 here, and a perfect pizza 0.80 "
                + "there, so that their lead counts",
            row => row.Circle.FvePizzaSmooth),
        new("circuits.frequencies.fve_accompanying", "accompanying fit", 3,
            "the same for −cos ω(a − b)·cos ω(a + b − c) at half the frequency, which repairs the blind line of the pizza there",
            row => row.Circle.FveAccompanying),
        new("circuits.frequencies.pizza_weight", "pizza weight", 2,
            "how far the logits' pattern is from a clock's (0) to a pizza's (1)", row => row.Circle.PizzaWeight),
        new("circuits.clusters.second_order", "o2", 4,
            "second-order share: how much of the variance of the circle's neurons, before their non-linearity, is a function of "
                + "a + b, which takes a product to make",
            row => row.Cluster?.SecondOrder),
        new("circuits.frequencies.second_order_frozen", "o2 frozen", 4,
            "the same with attention frozen to its mean: attention that makes the product can make none then",
            row => row.Circle.SecondOrderFrozen),
        new("circuits.clusters.phase_correlation", "phases", 2,
            "phase correlation: how alike the phases of a and b are from neuron to neuron; 1 is a pizza's disc, 0 a torus",
            row => row.Cluster?.PhaseCorrelation),
        new("circuits.clusters.neurons", "tuned neurons", 0,
            "neurons whose largest part before the non-linearity has this frequency", row => row.Cluster?.Neurons),
        new("fourier.neuron_clusters.neurons", "explained neurons", 0,
            "neurons of which this frequency explains 85 % behind the non-linearity", row => row.Explained?.Neurons),
        new("circuits.frequencies.logit_share", "logit share", 3,
            "share of the variance of the whole network's logits along cos ω(a + b − c)", row => row.Circle.LogitShare),
        new("circuits.frequencies.accuracy_alone", "accuracy alone", 3,
            "accuracy over all pairs with this circle alone", row => row.Circle.AccuracyAlone),
        new("circuits.frequencies.accuracy_without", "accuracy without", 3,
            "accuracy over all pairs without it", row => row.Circle.AccuracyWithout),
    ];

    /// <summary>The rows of an analysis, by frequency; none without a verdict.</summary>
    public static IReadOnlyList<EvidenceRow> Rows(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return analysis.Circuits is not { } circuits ? [] :
        [
            .. circuits.Frequencies.Select(circle => new EvidenceRow(
                circle,
                circuits.Clusters?.FirstOrDefault(cluster => cluster.K == circle.K),
                analysis.Fourier?.NeuronClusters?.FirstOrDefault(cluster => cluster.Frequency == circle.K))),
        ];
    }
}

/// <summary>What is known about one circle.</summary>
/// <param name="Circle">Its trial and its kind.</param>
/// <param name="Cluster">The neurons tuned to its frequency; null for none.</param>
/// <param name="Explained">The neurons that its frequency explains; null for none.</param>
public sealed record EvidenceRow(AnalysisFrequency Circle, AnalysisFrequencyCluster? Cluster, AnalysisCluster? Explained)
{
    /// <summary>What the circle is, in a word: <c>clock</c>, <c>accompanies 5</c>.</summary>
    public string Kind => Circle.Accompanies is { } other
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"accompanies {other}")
        : Circle is { Kind: FrequencyKind.Unclear, Pattern: LogitPattern.Between }
        ? "between" : Circle.Kind.ToString().ToLowerInvariant();
}

/// <summary>A number that every circle has.</summary>
/// <param name="Key">Where analysis.json has it.</param>
/// <param name="Heading">Its name in every table.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="Meaning">What it is, in a sentence without a capital letter and a full stop.</param>
/// <param name="Value">Reads it; null where a circle has none.</param>
public sealed record EvidenceColumn(string Key, string Heading, int Decimals, string Meaning, Func<EvidenceRow, double?> Value)
{
    /// <summary>The number of a row as text; a dash for none.</summary>
    public string Text(EvidenceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Value(row)?.ToString($"F{Decimals}", System.Globalization.CultureInfo.InvariantCulture) ?? "–";
    }
}

/// <summary>One row a checkpoint: the verdict and the numbers that led to it.</summary>
public static class VerdictTable
{
    /// <summary>The columns over an analysis.</summary>
    public static IReadOnlyList<Column<Analysis>> Columns { get; } =
    [
        new("path", analysis => analysis.Source.Path),
        new("step", analysis => analysis.Source.Step),
        new("task", analysis => analysis.Operation.Id) { IsNullable = false },
        new("p", analysis => analysis.Operation.Right),
        new("architecture", analysis => analysis.Architecture?.Family),
        new("attention_rate", analysis => analysis.Architecture?.AttentionRate),
        new("loss_train", analysis => analysis.Loss.Train),
        new("loss_test", analysis => analysis.Loss.Test),
        new("loss_all", analysis => analysis.Loss.All),
        new("accuracy_train", analysis => analysis.Accuracy.Train),
        new("accuracy_test", analysis => analysis.Accuracy.Test),
        new("accuracy_all", analysis => analysis.Accuracy.All),
        new("verdict", analysis => analysis.Groups?.Verdict is { } kind ? (Enum)kind : analysis.Circuits?.Verdict),
        new("gradient_symmetricity", analysis => analysis.Circuits?.GradientSymmetricity?.Value),
        new("gradient_symmetricity_error", analysis => analysis.Circuits?.GradientSymmetricity?.StandardError),
        new("distance_irrelevance_correct", analysis => analysis.Circuits?.DistanceIrrelevance?.Correct),
        new("distance_irrelevance_runner_up", analysis => analysis.Circuits?.DistanceIrrelevance?.RunnerUp),
        new("circularity", analysis => analysis.Circuits?.Circularity),
        new("second_order_fraction", analysis => analysis.Circuits?.SecondOrderFraction),
        new("attention_frozen_accuracy", analysis => analysis.Circuits?.AttentionFrozen?.Accuracy),
        new("key_frequencies", analysis => string.Join(' ', analysis.KeyFrequencies)),
        new("reason", analysis =>
            analysis.Groups?.Reason ?? analysis.Circuits?.Reason ?? analysis.Notes.GetValueOrDefault("circuits")),
    ];

    /// <summary>The table of some analyses, in their order.</summary>
    public static TypedTable Of(IEnumerable<Analysis> analyses) => TypedTable.Of(Columns, analyses);
}

/// <summary>Verdicts in a word or two, as tables show them.</summary>
public static class VerdictWord
{
    /// <summary>That on a network; null where there is none.</summary>
    public static string? Of(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return analysis.Groups?.Verdict is { } kind ? Of(kind) : analysis.Circuits?.Verdict.ToString().ToLowerInvariant();
    }

    /// <summary>That on a network that multiplies in a group.</summary>
    public static string Of(GroupKind kind) => kind == GroupKind.Both ? "irreps and cosets" : kind.ToString().ToLowerInvariant();

    /// <summary>Whether a network is explained, and if not, at which rung it fails; null where nothing was tried.</summary>
    public static string? OfExplanation(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return analysis switch
        {
            { Groups.Explanation: { } groups } => Explained(groups.Verdict, groups.FailsAt),
            { Explanation: { } explanation } => Explained(explanation.Verdict, explanation.FailsAt),
            _ => null,
        };
    }

    private static string Explained(ExplanationVerdict verdict, string? failsAt) =>
        verdict == ExplanationVerdict.Explained ? "yes" : failsAt is null ? "no" : $"no: {failsAt}";
}
