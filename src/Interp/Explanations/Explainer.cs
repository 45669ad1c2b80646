namespace Grokking.Interp;

/// <summary>Climbs the ladder for one network.</summary>
internal sealed class Explainer(CyclicView view)
{
    private const int Seeds = 5;
    private const double SmallestShare = 0.01;

    private readonly IdealNetwork? ideal = IdealNetwork.Of(view);
    private readonly EquivariantLadder whole = new(view);

    public Explanation Explain()
    {
        var behaviour = Behaviour();
        var ideals = Ideals();
        var controls = Controls();
        var interchange = ideal is null ? null : new Interchange(ideal.Neurons, whole.Profile);
        InterchangeResult[] swapped = interchange is null ? [] : [.. interchange.Singles, .. interchange.Halves is { } halves ? [halves] : Array.Empty<InterchangeResult>()];
        var trials = interchange is null ? null : new CausalTrials(ideal!.Neurons, interchange.Clusters);
        ExplanationRung[] rungs = [.. Rungs(behaviour, ideals, controls, swapped)];
        var (verdict, failed) = ExplanationRule.Judge(rungs);
        return new Explanation
        {
            Verdict = verdict,
            FailsAt = failed?.Id,
            Rungs = rungs,
            Behaviour = behaviour,
            Ideals = ideals,
            Controls = controls,
            Interchange = swapped,
            Rotations = trials?.Rotations() ?? [],
            Swaps = trials?.Swaps() ?? [],
            FrozenAttentionAccuracy = view.Pairs.FrozenAttention?.Scores.All.Accuracy,
            Ablations = trials?.Ablations() ?? [],
            Clusters = interchange is null ? [] : [.. interchange.Clusters.Select(cluster => NeuronPhases.Of(ideal!.Neurons, cluster))],
            Mixtures = [.. view.Basis.Frequencies.Where(k => whole.Spectrum[k - 1] >= SmallestShare)
                .Select(k => FrequencyMixture.Of(whole, view.Basis, k, view.Pairs.Activations.Format.SeparateVocabularies))],
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

    private List<IdealFit> Ideals() => ideal is null
        ? [] : [.. from rung in ideal.Rungs from harmonics in IdealNetwork.HarmonicSets select ideal.Fit(rung, harmonics)];

    private List<ExplanationControl> Controls() => ideal is null ? [] :
    [
        .. from seed in Enumerable.Range(0, Seeds)
           from map in new[]
           {
               FrequencyMap.Rotated(view.N, [.. ideal.FrequenciesInUse], IdealNetwork.JudgedHarmonics, seed), FrequencyMap.Permuted(seed),
               FrequencyMap.Random(view.N, seed),
           }
           where map is not null
           select new ExplanationControl(map.Id, seed, ideal.Fit(IdealNetwork.JudgedHarmonics, map).Logits),
    ];

    private IEnumerable<ExplanationRung> Rungs(
        List<ExplanationBehaviour> behaviour, List<IdealFit> ideals, List<ExplanationControl> controls, InterchangeResult[] interchange)
    {
        // Where no split is known, all pairs have to do.
        var unseen = behaviour[^1];
        var judged = ideals.Count == 0 ? null : ideals[^1].Logits;
        var rotated = controls.Where(control => control.Id == "rotated").Select(control => control.Logits).ToArray();
        yield return new("behaviour", [new("accuracy", behaviour[0].Accuracy, ExplanationRule.Solved)]);
        yield return new("equivariance",
        [
            new("argmax", unseen.ArgMax, 0, AtLeast: false),
            new("participation", unseen.Participation, ExplanationRule.LargestSpread * view.Basis.LargestFrequency, AtLeast: false),
        ]);
        yield return new("weights",
        [
            new("accuracy", judged?.Accuracy, ExplanationRule.IdealAccuracy),
            new("fraction_explained", judged?.FractionExplained, ExplanationRule.IdealFraction),
            new("two_sided", judged?.TwoSided, ExplanationRule.IdealTwoSided),
        ]);
        yield return new("controls",
        [
            Control("accuracy", logits => logits.Accuracy), Control("fraction_explained", logits => logits.FractionExplained),
            Control("two_sided", logits => logits.TwoSided),
        ]);
        double? mean = interchange.Length == 0 ? null : interchange.Average(result => result.FractionExplained);
        yield return new("causes",
        [
            new("interchange_fraction_explained", mean, ExplanationRule.InterchangeFraction),
            new("interchange_above_null", mean is null ? null : mean - interchange.Average(result => result.FractionOfNull), 0),
        ]);

        ExplanationCheck Control(string id, Func<Faithfulness, double> value) => new(
            $"rotated_{id}", rotated.Length == 0 ? null : rotated.Max(value), judged is null ? 0 : ExplanationRule.LargestControl * value(judged), AtLeast: false);
    }
}
