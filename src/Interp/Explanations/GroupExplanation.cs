using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The explanation of a network that multiplies in a group that is not cyclic, by the rule that judges addition modulo
/// n: see <see cref="ExplanationRule"/>.</summary>
/// <param name="Verdict">Whether it is explained.</param>
/// <param name="FailsAt">The first rung that fails; null when it is explained.</param>
/// <param name="Rungs">The rungs, in order.</param>
public sealed record GroupExplanation(ExplanationVerdict Verdict, string? FailsAt, IReadOnlyList<ExplanationRung> Rungs)
{
    /// <summary>Explains a network.</summary>
    /// <param name="view">The network.</param>
    /// <param name="evidence">What is known about it; the better of its two ideals is judged: one representation, or the cosets
    /// of subgroups, for each neuron.</param>
    /// <param name="interchange">The neurons of each key representation taken from another pair, and half of them at once, with
    /// that ideal and its control.</param>
    public static GroupExplanation Of(
        RepresentationView view, GroupEvidence evidence, IReadOnlyList<ClusterInterchange> interchange)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(interchange);
        var (ideal, control) = evidence.Judged is { } judged ? (judged.Ideal, judged.Control) : (null, null);
        ExplanationRung[] rungs =
        [
            new("behaviour", [new("accuracy", view.Pairs.Scores.All.Accuracy, ExplanationRule.Solved)]),
            Equivariance(view),
            new("weights",
            [
                new("accuracy", ideal?.Accuracy, ExplanationRule.IdealAccuracy),
                new("fraction_explained", ideal?.RSquared, ExplanationRule.IdealFraction),
                new("two_sided", ideal?.TwoSided, ExplanationRule.IdealTwoSided),
            ]),
            new("controls",
            [
                Control("accuracy", ideal, control, fit => fit.Accuracy),
                Control("fraction_explained", ideal, control, fit => fit.RSquared),
                Control("two_sided", ideal, control, fit => fit.TwoSided),
            ]),
            Causes(interchange),
        ];
        var (verdict, failed) = ExplanationRule.Judge(rungs);
        return new(verdict, failed?.Id, rungs);
    }

    // Where no split is known, all pairs have to do.
    private static ExplanationRung Equivariance(RepresentationView view)
    {
        var unseen =
            new[] { view.Pairs.Rows.TestMirrorUnseen, view.Pairs.Rows.Test }.FirstOrDefault(rows => rows is { Length: > 0 });
        var part = unseen is null ? view.Equivariant : new EquivariantPart(view.Representations, view.Logits, unseen);
        var right = part.Profile[view.Group.Identity];
        return new("equivariance",
        [
            new("preferred_to_identity",
                part.Profile.Index().Count(item => item.Index != view.Group.Identity && item.Item >= right), 0, AtLeast: false),
            new("participation", part.Participation, ExplanationRule.LargestSpread * (view.Representations.Irreps.Count - 1),
                AtLeast: false),
        ]);
    }

    private static ExplanationCheck Control(
        string id, IdealNeurons? ideal, IdealNeurons? control, Func<IdealNeurons, double> value) => new(
        $"other_{id}", control is null ? null : value(control), ideal is null ? 0 : ExplanationRule.LargestControl * value(ideal),
        AtLeast: false);

    // Two claims: what the ideal says of each neuron still holds while neurons of different pairs are at work; and neurons of one
    // representation carry their part of the product, so that a swap moves it and leaves the prediction by the product no worse.
    private static ExplanationRung Causes(IReadOnlyList<ClusterInterchange> interchange)
    {
        var ideal = Mean(result => result.Ideal);
        var byProduct = Mean(result => result.RSquared) / Mean(result => result.Unswapped);
        return new("causes",
        [
            new("interchange_fraction_explained", ideal, ExplanationRule.InterchangeFraction),
            new("interchange_above_null", ideal - Mean(result => result.IdealNull), 0),
            new("other_interchange", Mean(result => result.Other), ExplanationRule.LargestControl * (ideal ?? 0), AtLeast: false),
            new("interchange_by_product", byProduct, ExplanationRule.InterchangeFraction),
        ]);

        double? Mean(Func<ClusterInterchange, double?> value) => interchange.Count == 0 ? null : interchange.Average(value);
    }
}
