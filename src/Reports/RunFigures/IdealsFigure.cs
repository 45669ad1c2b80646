using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>How far ideals explain a network that multiplies in a group, with their controls.</summary>
public sealed record IdealsFigure() : RunFigure<RepresentationView>("ideals", RunSection.Groups)
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["irreps"] = "own representation",
        ["other_irreps"] = "another representation",
        ["rank_one"] = "rank one in it",
        ["cosets"] = "own cosets",
        ["other_cosets"] = "other cosets",
        ["vector_sets"] = "rank one on cosets",
    };

    /// <inheritdoc/>
    protected override Figure? Draw(ReportContext study, RepresentationView view)
    {
        if (study.Analysis.Groups?.Ideals is not { Count: > 0 } ideals)
        {
            return null;
        }
        string[] names = [.. ideals.Select(ideal => Words.GetValueOrDefault(ideal.Id, ideal.Id))];
        return new Figure
        {
            Id = Id,
            Title = "What each neuron needs to hear",
            Caption = "The network with an ideal in the place of what reaches its neurons: each hears its own representation "
                + "alone, or of x and y only the cosets that they lie in. Accuracy over all pairs, the share of the logits that "
                + "is reproduced, and the share of the pairs whose margin is faithful. Look for bars that stay high while those "
                + $"of the control beside them, another representation or other cosets, fall. "
                + $"Here {study.Analysis.Groups.Reason}.",
            PanelAspect = 1.9,
            Panels =
            [
                new Panel
                {
                    X = Axis.Category("what each neuron hears"),
                    Y = Axis.Linear("share", 0, 1.02),
                    Traces =
                    [
                        new BarTrace(
                            "accuracy", names,
                            ideals.Select(ideal => ideal.Accuracy).ToArray()) { Colour = ColourRole.Series(0) },
                        new BarTrace(
                            "logits reproduced", names,
                            ideals.Select(ideal => Math.Max(0, ideal.RSquared)).ToArray()) { Colour = ColourRole.Series(1) },
                        new BarTrace(
                            "faithful margins", names,
                            ideals.Select(ideal => ideal.TwoSided).ToArray()) { Colour = ColourRole.Series(2) },
                    ],
                },
            ],
        };
    }
}
