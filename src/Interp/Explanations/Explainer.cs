namespace Grokking.Interp;

/// <summary>Climbs the ladder for one network.</summary>
internal sealed class Explainer(CyclicView view)
{
    private const int Seeds = 5;

    /// <summary>Controls whose frequencies are all others.</summary>
    public const string RotatedId = "rotated";

    /// <summary>Controls whose neurons keep what the rung below has: what the rung adds is wrong.</summary>
    public const string RotatedOthersId = "rotated_others";

    private readonly IdealNetwork? ideal = IdealNetwork.Of(view);
    private readonly EquivariantLadder whole = new(view);

    public Explanation Explain()
    {
        var behaviour = Behaviour();
        var ideals = Ideals();
        var judgements = Judgements(ideals);
        // The first that holds; where none does, the first that was tried.
        var judged = judgements.FirstOrDefault(judgement => judgement.Holds) ?? judgements.FirstOrDefault();
        var interchange = ideal is null ? null : new Interchange(ideal.Neurons, whole.Profile);
        InterchangeResult[] swapped = interchange is null
            ? [] : [.. interchange.Singles, .. interchange.Halves is { } halves ? [halves] : Array.Empty<InterchangeResult>()];
        var ofInputs = ideal is null ? [] : new InputInterchange(view, whole, ideal.IsOneLayer ? ideal.Neurons : null).Results();
        var trials = interchange is null ? null : new CausalTrials(ideal!.Neurons, interchange.Clusters);
        ExplanationRung[] rungs = [.. Rungs(behaviour, judged, swapped, ofInputs)];
        var (verdict, failed) = ExplanationRule.Judge(rungs);
        return new Explanation
        {
            Verdict = verdict,
            FailsAt = failed?.Id,
            JudgedRung = judged?.Fit.Rung,
            Rungs = rungs,
            Behaviour = behaviour,
            Ideals = [.. ideals, .. judgements.Select(judgement => judgement.Fit).Where(fit => !ideals.Contains(fit))],
            Controls = [.. judgements.SelectMany(judgement => judgement.Controls)],
            Interchange = swapped,
            InputInterchange = ofInputs,
            Rotations = trials?.Rotations() ?? [],
            Swaps = trials?.Swaps() ?? [],
            FrozenAttentionAccuracy = view.Pairs.FrozenAttention?.Scores.All.Accuracy,
            Ablations = trials?.Ablations() ?? [],
            Clusters =
                interchange is null ? [] : [.. interchange.Clusters.Select(cluster => NeuronPhases.Of(ideal!.Neurons, cluster))],
            Mixtures = Mixtures(),
            Certificate = ideal is null ? null : Certificate.Of(ideal),
        };
    }

    private List<ExplanationBehaviour> Behaviour()
    {
        var rows = view.Pairs.Rows;
        var result = new List<ExplanationBehaviour> { ExplanationBehaviour.Of(SplitPart.All, view.Scores.All.Accuracy, whole) };
        foreach (var part in new[] { SplitPart.Test, SplitPart.TestMirrorUnseen })
        {
            if (rows.Of(part, view.Pairs.Count) is { Length: > 0 } some)
            {
                result.Add(ExplanationBehaviour.Of(part, view.Scores[part].Accuracy, new EquivariantLadder(view, some)));
            }
        }
        return result;
    }

    private FrequencyMixture[] Mixtures()
    {
        int[] held = [.. whole.Held];
        var isFree = view.Pairs.Activations.Format.SeparateVocabularies;
        var alone = view.Pairs.Activations.Model is not null && view.Scores.All.Accuracy >= ExplanationRule.Solved
            ? CircleFit.Waves(view, held) : null;
        return [.. held.Select((k, i) => FrequencyMixture.Of(whole, view.Basis, k, isFree) with
        {
            Alone = alone is null ? null : CircleMixture.Of(alone[i], k, isFree),
        })];
    }

    private List<IdealFit> Ideals() => ideal is null
        ? [] : [.. from rung in ideal.Rungs from harmonics in IdealNetwork.HarmonicSets select ideal.Fit(rung, harmonics)];

    // By each rung in turn, until one holds; what is not solved needs no second.
    private List<Judgement> Judgements(List<IdealFit> ideals)
    {
        var result = new List<Judgement>();
        foreach (var rung in ideal?.JudgedRungs ?? [])
        {
            var fit = rung == ideal!.Rungs[^1] ? ideals[^1] : ideal.Fit(rung, IdealNetwork.JudgedHarmonics);
            var below = ideal.Below(rung) is { } other ? result.First(judgement => judgement.Fit.Rung == other).Fit : null;
            result.Add(new Judgement(fit, below, Controls(rung)));
            if (result[^1].Holds || view.Scores.All.Accuracy < ExplanationRule.Solved)
            {
                break;
            }
        }
        return result;
    }

    private List<ExplanationControl> Controls(IdealRung rung) =>
    [
        .. from seed in Enumerable.Range(0, Seeds)
           from control in ideal!.Below(rung) is null ? Single(rung, seed) : Mixed(rung, seed)
           where control.Fit is not null
           select new ExplanationControl(control.Id, seed, control.Fit.Logits) { Rung = rung },
    ];

    private IEnumerable<(string Id, IdealFit? Fit)> Single(IdealRung rung, int seed) =>
        from map in new[] { FrequencyMap.Rotated(view.N, ideal!.InUse(rung), IdealNetwork.JudgedHarmonics, seed),
            FrequencyMap.Permuted(seed), FrequencyMap.Random(view.N, seed) }
        where map is not null
        select (map.Id, (IdealFit?)ideal!.Fit(rung, IdealNetwork.JudgedHarmonics, map));

    private IEnumerable<(string Id, IdealFit? Fit)> Mixed(IdealRung rung, int seed) =>
    [
        (RotatedId, ideal!.FitRotated(rung, IdealNetwork.JudgedHarmonics, seed, keepOwn: false)),
        (RotatedOthersId, ideal!.FitRotated(rung, IdealNetwork.JudgedHarmonics, seed, keepOwn: true)),
    ];

    private IEnumerable<ExplanationRung> Rungs(
        List<ExplanationBehaviour> behaviour, Judgement? judged, InterchangeResult[] interchange,
        IReadOnlyList<InputInterchangeResult> ofInputs)
    {
        // Where no split is known, all pairs have to do.
        var unseen = behaviour[^1];
        yield return new("behaviour", [new("accuracy", behaviour[0].Accuracy, ExplanationRule.Solved)]);
        yield return new("equivariance",
        [
            new("argmax", unseen.ArgMax, 0, AtLeast: false),
            new("participation", unseen.Participation, ExplanationRule.LargestSpread * view.Basis.LargestFrequency,
                AtLeast: false),
        ]);
        yield return judged?.Weights ?? Judgement.None("weights");
        yield return judged?.Control ?? Judgement.None("controls");
        // The last neurons are the whole of a network of one layer, and a part of others.
        ExplanationRung[] ways = ideal?.IsOneLayer == false ? [OfInputs(ofInputs)]
            : ofInputs.Count == 0 ? [OfNeurons(interchange)]
            : [OfNeurons(interchange), OfInputs(ofInputs), OfInputsByNeurons(ofInputs)];
        yield return ways.FirstOrDefault(way => way.Holds) ?? ways[^1];
    }

    private static ExplanationRung OfNeurons(InterchangeResult[] swapped)
    {
        double? mean = swapped.Length == 0 ? null : swapped.Average(result => result.FractionExplained);
        return new("causes",
        [
            new("interchange_fraction_explained", mean, ExplanationRule.InterchangeFraction),
            new("interchange_above_null", mean is null ? null : mean - swapped.Average(result => result.FractionOfNull), 0),
        ]);
    }

    private static ExplanationRung OfInputs(IReadOnlyList<InputInterchangeResult> swapped) => OfInputs(
        swapped, "input_interchange", result => result.FractionExplained, "other_frequency", result => result.FractionOfOther);

    private static ExplanationRung OfInputsByNeurons(IReadOnlyList<InputInterchangeResult> swapped) => OfInputs(
        swapped, "input_interchange_by_neurons", result => result.FractionByNeurons, "other_neurons",
        result => result.FractionByOtherNeurons);

    private static ExplanationRung OfInputs(
        IReadOnlyList<InputInterchangeResult> swapped, string id, Func<InputInterchangeResult, double?> value, string other,
        Func<InputInterchangeResult, double?> control)
    {
        var (mean, ofOther) = (swapped.Average(value), swapped.Average(control));
        double? ofNull = swapped.Count == 0 ? null : swapped.Average(result => result.FractionOfNull);
        return new("causes",
        [
            new($"{id}_fraction_explained", mean, ExplanationRule.InterchangeFraction),
            new($"{id}_above_null", mean - ofNull, 0),
            .. ofOther is null ? [] : new[] { new ExplanationCheck($"{other}_above_null", ofOther - ofNull, 0, AtLeast: false) },
        ]);
    }
}

/// <summary>The weights of a network beside their controls, by one ideal network.</summary>
/// <param name="Fit">The ideal network.</param>
/// <param name="Below">That to which it adds something; null where it stands alone.</param>
/// <param name="Controls">The same with other frequencies.</param>
internal sealed record Judgement(IdealFit Fit, IdealFit? Below, IReadOnlyList<ExplanationControl> Controls)
{
    /// <summary>A rung of a network without neurons.</summary>
    public static ExplanationRung None(string id) => new(id, [new("accuracy", null, 0)]);

    /// <summary>Whether the ideal network stands for the real one.</summary>
    public ExplanationRung Weights => new("weights",
    [
        new("accuracy", Fit.Logits.Accuracy, ExplanationRule.IdealAccuracy),
        new("fraction_explained", Fit.Logits.FractionExplained, ExplanationRule.IdealFraction),
        new("two_sided", Fit.Logits.TwoSided, ExplanationRule.IdealTwoSided),
    ]);

    /// <summary>Whether the controls fail. What a rung adds to another must be the right thing too: of what was too little, a
    /// wrong one gains at most half of what the right one gains.</summary>
    public ExplanationRung Control => new("controls",
    [
        Rotated("accuracy", logits => logits.Accuracy), Rotated("fraction_explained", logits => logits.FractionExplained),
        Rotated("two_sided", logits => logits.TwoSided),
        .. Below is null ? [] : Gains(Below.Logits),
    ]);

    private ExplanationCheck[] Gains(Faithfulness below)
    {
        var fraction = Gain("fraction_explained", logits => logits.FractionExplained);
        var twoSided = Gain("two_sided", logits => logits.TwoSided);
        var (lacksFraction, lacksTwoSided) =
            (below.FractionExplained < ExplanationRule.IdealFraction, below.TwoSided < ExplanationRule.IdealTwoSided);
        return lacksFraction && lacksTwoSided ? [fraction, twoSided] : lacksFraction ? [fraction] : lacksTwoSided ? [twoSided]
            : [Gain("accuracy", logits => logits.Accuracy)];

        ExplanationCheck Gain(string id, Func<Faithfulness, double> value) => new(
            $"wrong_others_{id}", Largest(Explainer.RotatedOthersId, value),
            value(below) + (ExplanationRule.LargestControl * (value(Fit.Logits) - value(below))), AtLeast: false);
    }

    /// <summary>Whether both hold.</summary>
    public bool Holds => Weights.Holds && Control.Holds;

    private ExplanationCheck Rotated(string id, Func<Faithfulness, double> value) =>
        new($"rotated_{id}", Largest(Explainer.RotatedId, value), ExplanationRule.LargestControl * value(Fit.Logits),
            AtLeast: false);

    private double? Largest(string id, Func<Faithfulness, double> value) =>
        Controls.Where(control => control.Id == id).Select(control => (double?)value(control.Logits)).Max();
}
