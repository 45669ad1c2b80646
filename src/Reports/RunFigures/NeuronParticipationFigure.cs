using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>How many neurons have how pure a weight vector.</summary>
public sealed record NeuronParticipationFigure() : RunFigure<CyclicView>("neuron-participation", RunSection.Neurons)
{
    private const int Bins = 25;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        if (view.NeuronParticipation is not { } ratios)
        {
            return null;
        }
        var counts = new double[Bins];
        foreach (var ratio in ratios)
        {
            counts[Math.Min(Bins - 1, (int)(ratio * Bins))]++;
        }
        return new Figure
        {
            Id = Id,
            Title = "Participation ratios of the neurons",
            Caption = "The inverse participation ratio of a neuron's weights over frequencies (Doshi et al. 2024): 1 for a "
                + "single frequency, about 2 over the number of frequencies for random ones. "
                + (view.NeuronsReadOperands
                ? "It is the mean of those from a, from b and to the answers. "
                : "Here it is that of its weights to the answers. ")
                + "Look for two hills: neurons that generalise, at the right, and those that memorise, at the left. Here "
                + $"{Text.Count(ratios.Count(ratio => ratio >= 0.5))} of {Text.Count(ratios.Count)} "
                + $"neurons have 0.5 or more, and the mean is {Text.Number(ratios.Average())}.",
            PanelAspect = 2.2,
            Panels =
            [
                new Panel
                {
                    X = Axis.Linear("inverse participation ratio", 0, 1), Y = Axis.Linear("neurons"),
                    Traces =
                        [new BarTrace("neurons", Enumerable.Range(0, Bins).Select(bin => (bin + 0.5) / Bins).ToArray(), counts)],
                },
            ],
        };
    }
}
