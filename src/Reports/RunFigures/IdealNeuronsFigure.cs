using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>What typical neurons receive, beside what they receive in the ideal network.</summary>
public sealed record IdealNeuronsFigure() : RunFigure<CyclicView>("ideal-neurons", RunSection.Explanation)
{
    private const int Most = 3;

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, CyclicView view)
    {
        var neurons = TypicalNeurons.Of(view).DistinctBy(item => item.Frequency).Take(Most).ToList();
        var rung = study.Analysis.Explanation?.JudgedRung;
        if (neurons.Count == 0
            || IdealNetwork.Of(view)?.InputsOf([.. neurons.Select(item => item.Neuron)], rung) is not { } inputs)
        {
            return null;
        }
        return new Figure
        {
            Id = Id,
            Title = "Ideal neurons beside the real ones",
            Caption = "What a neuron receives for every pair, in the network and in the ideal one, which keeps five harmonics of "
                + $"one frequency{Besides(rung)}. Look for pairs of maps that one can hardly tell apart; what differs is what "
                + "the ladder's last rung leaves out. Shown: "
                + $"{Text.List(neurons.Select((item, i) => $"neuron {item.Neuron} of k = {item.Frequency} ({Text.Percent(inputs[i].Fraction)} of its variance kept)"))}.",
            Columns = 2,
            Sharing = AxisSharing.Both,
            Panels =
            [
                .. neurons.SelectMany((item, i) => new[]
                {
                    Panel.Map(
                        TypicalNeurons.Title(item.Neuron, item.Frequency), "b", "a", inputs[i].Real,
                        ColourScale.Diverging("input")),
                    Panel.Map("ideal", "b", "a", inputs[i].Ideal, ColourScale.Diverging("input")),
                }),
            ],
        };
    }

    private static string Besides(IdealRung? rung) => rung switch
    {
        IdealRung.NumberLine => ", and a number line where its neurons read one",
        IdealRung.TwoFrequencies => ", and the wave of a second",
        IdealRung.ThreeFrequencies => ", and the waves of two more",
        _ => "",
    };
}
