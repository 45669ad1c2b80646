namespace Grokking.Interp;

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
