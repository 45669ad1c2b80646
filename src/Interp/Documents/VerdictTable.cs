using Grokking.Training;

namespace Grokking.Interp;

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
