namespace Grokking.Interp;

/// <summary>
/// The rule for a network, on top of <see cref="FrequencyRule"/>: solved or not; then what its frequencies are, and whether they
/// agree. Symmetricity and distance irrelevance are shown beside it and decide nothing: an untrained network may have any.
/// </summary>
public static class CircuitRule
{
    /// <summary>Solved: accuracy over all pairs at least this.</summary>
    public const double Solved = 0.99;

    /// <summary>Memorised: accuracy on the training pairs at least this…</summary>
    public const double MemorisedTrain = 0.99;

    /// <summary>…and on the test pairs at most this.</summary>
    public const double MemorisedTest = 0.5;

    /// <summary>The circles together, and no other part of the embedding, must still give this accuracy.</summary>
    public const double CarriedByCircles = 0.9;

    /// <summary>A frequency whose kind is clear counts from this share of the logits on.</summary>
    public const double SmallestLogitShare = 0.01;

    /// <summary>Unclear frequencies may have this share of the logits of all frequencies that count.</summary>
    public const double LargestUnclear = 0.2;

    /// <summary>Where frequencies of different kinds are clear, unclear ones may have this share: they cannot make them
    /// agree.</summary>
    public const double LargestUnclearOfHybrid = 0.75;

    /// <summary>Judges a network.</summary>
    /// <param name="p">The modulus.</param>
    /// <param name="evidence">What is known about it.</param>
    public static CircuitVerdict Judge(int p, CircuitEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        FrequencyVerdict[] frequencies = [.. evidence.Frequencies.Select(frequency => FrequencyRule.Judge(p, frequency))];
        var (verdict, reason) = evidence.Accuracy < Solved ? NotSolved(evidence) : OfSolved(evidence, frequencies);
        return new CircuitVerdict(verdict, reason, frequencies);
    }

    private static (NetworkVerdict Verdict, string Reason) NotSolved(CircuitEvidence evidence)
    {
        if (evidence is { TrainAccuracy: >= MemorisedTrain, TestAccuracy: <= MemorisedTest })
        {
            return (
                NetworkVerdict.Memorised,
                $"it answers {CircuitWords.Percent(evidence.TrainAccuracy.Value)} of its training pairs and "
                    + $"{CircuitWords.Percent(evidence.TestAccuracy.Value)} of the others");
        }
        return (
            NetworkVerdict.Unsolved,
            $"it answers {CircuitWords.Percent(evidence.Accuracy)} of all pairs, less than {CircuitWords.Percent(Solved)}"
            + (evidence.TrainAccuracy is { } train && evidence.TestAccuracy is { } test
                ? $": {CircuitWords.Percent(train)} of its training pairs, {CircuitWords.Percent(test)} of the others"
                : "; which it was trained on is not known"));
    }

    private static (NetworkVerdict Verdict, string Reason) OfSolved(CircuitEvidence evidence, FrequencyVerdict[] frequencies)
    {
        if (evidence.CirclesTogether is not { } together || together.Accuracy < CarriedByCircles)
        {
            return (NetworkVerdict.Unclear, evidence.CirclesTogether is null
                ? "solved, but no frequency stands out in the embedding or the neurons"
                : $"solved, but its circles {CircuitWords.List(frequencies)} alone answer only "
                    + CircuitWords.Percent(evidence.CirclesTogether.Value.Accuracy) + CircuitWords.Lines(evidence));
        }
        var share = evidence.Frequencies.ToDictionary(frequency => frequency.Frequency, frequency => frequency.LogitShare);
        var clear = frequencies.Where(one => IsAlgorithm(one.Kind) && share[one.Frequency] >= SmallestLogitShare).ToArray();
        var unclear = frequencies.Where(one => one.Kind == FrequencyKind.Unclear).ToArray();
        var kinds = clear.Select(one => one.Kind).Distinct().ToArray();
        var all = clear.Concat(unclear).Sum(one => share[one.Frequency]);
        var unclearShare = all > 0 ? unclear.Sum(one => share[one.Frequency]) / all : 1;
        var words = CircuitWords.Sentence(frequencies, evidence)
            + (unclear.Length > 0 ? $"; what is unclear makes {CircuitWords.Percent(unclearShare)} of their logits" : "")
            + CircuitWords.Lines(evidence);
        return kinds switch
        {
            [_, _, ..] when unclearShare <= LargestUnclearOfHybrid => (NetworkVerdict.Hybrid, words),
            [var kind] when unclearShare <= LargestUnclear => (Verdict(kind), words),
            _ => (NetworkVerdict.Unclear, words),
        };
    }

    private static bool IsAlgorithm(FrequencyKind kind) =>
        kind is FrequencyKind.Clock or FrequencyKind.Pizza or FrequencyKind.Torus;

    private static NetworkVerdict Verdict(FrequencyKind kind) => kind switch
    {
        FrequencyKind.Clock => NetworkVerdict.Clock,
        FrequencyKind.Pizza => NetworkVerdict.Pizza,
        FrequencyKind.Torus => NetworkVerdict.Torus,
        _ => NetworkVerdict.Unclear,
    };
}

/// <summary>
/// The rule for one frequency: the pattern of its logits and the mechanism of its neurons, each by thresholds that stand in the
/// gaps between ideal networks; what falls between two thresholds is left unclear.
/// </summary>
public static class FrequencyRule
{
    /// <summary>A pattern fits when 2ρ − 1 is at least this: it explains four fifths of the variance. Trained circles are often
    /// somewhat flattened, so that the logits are no function of a + b − c alone; which pattern it is, the lead
    /// decides.</summary>
    public const double FittingFve = 0.8;

    /// <summary>Clock-like or pizza-like takes this lead in 2ρ − 1 over the other: half the lead of 0.2 that the ideal logits of
    /// one have, since ρ between the two patterns is √8/π = 0.90.</summary>
    public const double Lead = 0.1;

    /// <summary>A circle with a pattern of its own accompanies another beside it when that takes this share of its
    /// logits.</summary>
    public const double BesideOwnWork = 0.1;

    /// <summary>o2 from here on is a second-order signal. Attention that only adds gives 0.</summary>
    public const double SecondOrderPresent = 0.01;

    /// <summary>o2 below this is none: rounding, and attention that hardly moves.</summary>
    public const double SecondOrderAbsent = 0.001;

    /// <summary>Attention makes the second-order signal when freezing it takes away at least this share.</summary>
    public const double TakenByFreezing = 0.5;

    /// <summary>Disc and torus: share of the neurons' energy in order 1, at least.</summary>
    public const double FirstOrder = 0.8;

    /// <summary>Disc: ρ at least this.</summary>
    public const double DiscPhases = 0.9;

    /// <summary>Torus: ρ at most this.</summary>
    public const double TorusPhases = 0.3;

    /// <summary>Disc: the third and fourth squared singular values have at most this share of the largest four; 0
    /// ideally.</summary>
    public const double DiscParticipation = 0.1;

    /// <summary>Torus: they have at least this share; one half ideally.</summary>
    public const double TorusParticipation = 0.3;

    /// <summary>Judges one frequency.</summary>
    /// <param name="p">The modulus.</param>
    /// <param name="evidence">What is known about it.</param>
    public static FrequencyVerdict Judge(int p, FrequencyEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var pattern = Pattern(evidence.Circle.Fits);
        var mechanism = Mechanism(evidence.Cluster, evidence.SecondOrderFrozen);
        return new FrequencyVerdict(
            evidence.Frequency,
            Kind(pattern, mechanism),
            pattern,
            mechanism,
            pattern == LogitPattern.Accompanying ? PatternFits.Half(p, evidence.Frequency) : null,
            CircuitWords.Of(evidence));
    }

    /// <summary>The pattern of a lone circle's logits; what it does to accompany another circle is set aside unless it does
    /// nothing else.</summary>
    /// <param name="fits">The fits with the class means removed; null for constant logits.</param>
    public static LogitPattern Pattern(PatternFits? fits)
    {
        if (fits is null)
        {
            return LogitPattern.Unclear;
        }
        if (fits.Accompanying is { } accompanying && PatternFits.Fve(accompanying) >= FittingFve)
        {
            return LogitPattern.Accompanying;
        }
        var (clock, pizza) = (PatternFits.Fve(fits.Own(fits.Clock)), PatternFits.Fve(fits.Own(fits.SmoothPizza)));
        return (Math.Max(clock, pizza) >= FittingFve, clock - pizza) switch
        {
            (false, _) => LogitPattern.Unclear,
            (_, >= Lead) => LogitPattern.ClockLike,
            (_, <= -Lead) => LogitPattern.PizzaLike,
            _ => LogitPattern.Between,
        };
    }

    /// <summary>The mechanism of a cluster of neurons.</summary>
    /// <param name="cluster">The cluster; null for none.</param>
    /// <param name="secondOrderFrozen">Its o2 with attention frozen; null without attention.</param>
    public static NeuronMechanism Mechanism(FrequencyCluster? cluster, double? secondOrderFrozen)
    {
        if (cluster is null)
        {
            return NeuronMechanism.None;
        }
        if (cluster.SecondOrder >= SecondOrderPresent)
        {
            return secondOrderFrozen is { } rest && rest > (1 - TakenByFreezing) * cluster.SecondOrder
                ? NeuronMechanism.Unclear
                : NeuronMechanism.SecondOrder;
        }
        if (cluster.SecondOrder >= SecondOrderAbsent || cluster.FirstOrder < FirstOrder)
        {
            return NeuronMechanism.Unclear;
        }
        return (cluster.PhaseCorrelation, Participation(cluster)) switch
        {
            ( >= DiscPhases, <= DiscParticipation) => NeuronMechanism.Disc,
            ( <= TorusPhases, >= TorusParticipation) => NeuronMechanism.Torus,
            _ => NeuronMechanism.Unclear,
        };
    }

    /// <summary>Share of the third and fourth squared singular values in the largest four: 0 for a disc, ½ for a torus.</summary>
    public static double Participation(FrequencyCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var total = cluster.SingularValueShares.Sum();
        return total > 0 ? cluster.SingularValueShares.Skip(2).Sum() / total : 0;
    }

    private static FrequencyKind Kind(LogitPattern pattern, NeuronMechanism mechanism) => (pattern, mechanism) switch
    {
        (LogitPattern.Accompanying, _) => FrequencyKind.Accompanying,
        (LogitPattern.ClockLike, NeuronMechanism.SecondOrder) => FrequencyKind.Clock,
        (LogitPattern.ClockLike, NeuronMechanism.Torus) => FrequencyKind.Torus,
        (LogitPattern.PizzaLike, NeuronMechanism.Disc) => FrequencyKind.Pizza,
        _ => FrequencyKind.Unclear,
    };
}
