using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The measures of one checkpoint.</summary>
/// <param name="Step">Number of updates done.</param>
/// <param name="Values">One value a column; null where there is none.</param>
public sealed record TimelineRow(int Step, IReadOnlyList<double?> Values)
{
    /// <summary>The columns that <see cref="Measure"/> fills: the id of each measure that the operation has, then each measure of
    /// frequencies for each key frequency.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="keyFrequencies">The key frequencies.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    public static IReadOnlyList<string> Columns(BinaryOperation operation, IReadOnlyList<int> keyFrequencies, MeasureSet? measures = null)
    {
        var set = measures ?? MeasureSet.Default;
        return
        [
            .. set.For(operation).Select(measure => measure.Id),
            .. set.PerFrequencyFor(operation).SelectMany(measure => keyFrequencies.Order().Select(measure.Column)),
        ];
    }

    /// <summary>Measures a checkpoint, with the key frequencies that it was given.</summary>
    /// <param name="step">Number of updates done.</param>
    /// <param name="evaluation">The checkpoint under study.</param>
    /// <param name="measures">The measures; null for the built-in ones.</param>
    public static TimelineRow Measure(int step, CheckpointEvaluation evaluation, MeasureSet? measures = null)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var set = measures ?? MeasureSet.Default;
        return new TimelineRow(step,
        [
            .. set.For(evaluation.Operation).Select(measure => measure.Of(evaluation).Value),
            .. evaluation.Cyclic is { } view
                ? set.PerFrequency.SelectMany(measure => view.KeyFrequencies.Select(k => measure.Of(view, k).Value))
                : [],
        ]);
    }
}
