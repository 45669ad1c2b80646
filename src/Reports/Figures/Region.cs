using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>A stretch of the x axis, shaded lightly behind the traces: a phase of training.</summary>
/// <param name="From">Where it begins, in units of the x axis; negative infinity for the first data.</param>
/// <param name="To">Where it ends; positive infinity for the last data.</param>
/// <param name="Label">Its name, written above the panel; empty writes none.</param>
public sealed record Region(double From, double To, string Label)
{
    /// <summary>The phases of a run along an axis of steps; none for a phase that did not happen.</summary>
    public static IReadOnlyList<Region> Of(Phases phases)
    {
        ArgumentNullException.ThrowIfNull(phases);
        (Phase? Phase, string Name)[] named =
            [(phases.Memorization, "memorisation"), (phases.CircuitFormation, "circuit formation"), (phases.Cleanup, "cleanup")];
        return [.. named.Where(item => item.Phase is not null).Select(item => new Region(item.Phase!.From, item.Phase.To, item.Name))];
    }
}
