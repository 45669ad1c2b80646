using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The part of logits that every pair shares: S(g), the mean over pairs of L − B at the answer x·g·y, with L centred over the
/// answers and B(z) the mean of L at each answer (after Wu et al. 2024). It is the projection on logits that the group leaves as
/// they are when it acts on x from the left, on y from the right and on the answer accordingly; S alone is right for every pair
/// when it is largest at the neutral element. A perfect table of answers is of this kind too: S certifies behaviour, not weights.
/// Immutable.
/// </summary>
public sealed class EquivariantPart
{
    private readonly FiniteGroup group;

    /// <summary>The part over some pairs.</summary>
    /// <param name="representations">The group's representations.</param>
    /// <param name="logits">[n², n], the answers in the order of the elements.</param>
    /// <param name="pairs">The pairs x·n + y that are averaged and judged; null for all. Over fewer the parts are means, and not
    /// exactly orthogonal.</param>
    /// <exception cref="ArgumentException">The shape is another, there are no pairs, or one is out of range.</exception>
    public EquivariantPart(Representations representations, PairRows logits, IReadOnlyList<int>? pairs = null)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(logits);
        group = representations.Group;
        logits.RequireShape(group, group.Order, nameof(logits));
        pairs = logits.Some(pairs);
        var (profile, bias) = (new double[group.Order], new double[group.Order]);
        var energy = Average(group, logits, pairs, profile, bias);
        (Profile, Bias) = (profile, bias);
        EnergyShare = energy > 0 ? TensorPrimitives.SumOfSquares<double>(profile) / energy : 0;
        BiasShare = energy > 0 ? TensorPrimitives.SumOfSquares<double>(bias) / energy : 0;
        Spectrum = representations.Shares(new Matrix(group.Order, 1, profile));
        (Alone, WithBias) = (Judge(logits, pairs, withBias: false), Judge(logits, pairs, withBias: true));
    }

    /// <summary>S by g = x⁻¹·z·y⁻¹, [n], in units of logits; the right answer has the neutral element.</summary>
    public IReadOnlyList<double> Profile { get; }

    /// <summary>B, [n], in units of logits.</summary>
    public IReadOnlyList<double> Bias { get; }

    /// <summary>Share of the energy of the centred logits that S has, 0 to 1.</summary>
    public double EnergyShare { get; }

    /// <summary>Share of the energy of the centred logits that B has, 0 to 1.</summary>
    public double BiasShare { get; }

    /// <summary>Share of the energy of S in each representation, [representations].</summary>
    public IReadOnlyList<double> Spectrum { get; }

    /// <summary>How many representations hold the energy of S: 1 for one, as many as there are when all have the same; 0 for no
    /// energy.</summary>
    public double Participation => Spectrum.Sum(share => share * share) is > 0 and var sum ? 1 / sum : 0;

    /// <summary>S(e) − the largest other S(g), in units of logits: above 0 when S alone is right, which it is for every pair or
    /// none; +∞ for a group of one element.</summary>
    public double Margin => Profile[group.Identity] - LargestOther([.. Profile], group.Identity);

    /// <summary>What S alone accounts for.</summary>
    public PartCertificate Alone { get; }

    /// <summary>What S + B accounts for.</summary>
    public PartCertificate WithBias { get; }

    /// <summary>S of logits over all pairs, [n], where nothing else is asked for.</summary>
    internal static double[] ProfileOf(FiniteGroup group, PairRows logits)
    {
        var profile = new double[group.Order];
        Average(group, logits, logits.Some(null), profile, new double[group.Order]);
        return profile;
    }

    // Returns the mean energy of a pair.
    private static double Average(FiniteGroup group, PairRows logits, IReadOnlyList<int> pairs, double[] profile, double[] bias)
    {
        var (row, shifts, energy) = (new double[group.Order], new Shifts(group), 0.0);
        foreach (var pair in pairs)
        {
            CharacterFit.Centre(logits[pair], row);
            energy += TensorPrimitives.SumOfSquares<double>(row);
            TensorPrimitives.Add(bias, row, bias);
            shifts.AddTo(profile, pair, row);
        }
        TensorPrimitives.Divide(bias, pairs.Count, bias);
        var ofBias = new double[group.Order];
        foreach (var pair in pairs)
        {
            shifts.AddTo(ofBias, pair, bias);
        }
        TensorPrimitives.Subtract(profile, ofBias, profile);
        TensorPrimitives.Divide(profile, pairs.Count, profile);
        return energy / pairs.Count;
    }

    private PartCertificate Judge(PairRows logits, IReadOnlyList<int> pairs, bool withBias)
    {
        var (rest, part, shifts) = (new double[group.Order], new double[group.Order], new Shifts(group));
        var (right, oneSided, twoSided) = (0, 0, 0);
        double[] profile = [.. Profile], bias = [.. Bias];
        foreach (var pair in pairs)
        {
            CharacterFit.Centre(logits[pair], rest);
            shifts.Write(profile, pair, part);
            if (withBias)
            {
                TensorPrimitives.Add(part, bias, part);
            }
            TensorPrimitives.Subtract(rest, part, rest);
            var answer = group.Product(pair / group.Order, pair % group.Order);
            TensorPrimitives.Subtract(rest, rest[answer], rest);
            var deviation = Math.Abs(TensorPrimitives.MaxMagnitude<double>(rest));
            var (margin, above) = (part[answer] - LargestOther(part, answer), LargestOther(rest, answer));
            right += margin > 0 ? 1 : 0;
            oneSided += margin > above ? 1 : 0;
            twoSided += margin > deviation ? 1 : 0;
        }
        return new((double)right / pairs.Count, (double)oneSided / pairs.Count, (double)twoSided / pairs.Count);
    }

    // −∞ where there is no other.
    private static double LargestOther(double[] row, int answer)
    {
        var at = row[answer];
        row[answer] = double.NegativeInfinity;
        var largest = TensorPrimitives.Max<double>(row);
        row[answer] = at;
        return largest;
    }

    /// <summary>x·g·y by g, and back: products with y from the right lie side by side.</summary>
    private sealed class Shifts(FiniteGroup group)
    {
        private readonly int[] products =
            [.. Enumerable.Range(0, group.Order * group.Order).Select(i => group.Product(i % group.Order, i / group.Order))];

        /// <summary>profile(g) += row(x·g·y).</summary>
        public void AddTo(Span<double> profile, int pair, ReadOnlySpan<double> row)
        {
            var fromX = group.Row(pair / group.Order);
            var toY = products.AsSpan(pair % group.Order * group.Order, group.Order);
            for (var g = 0; g < profile.Length; g++)
            {
                profile[g] += row[toY[fromX[g]]];
            }
        }

        /// <summary>row(x·g·y) = profile(g).</summary>
        public void Write(ReadOnlySpan<double> profile, int pair, Span<double> row)
        {
            var fromX = group.Row(pair / group.Order);
            var toY = products.AsSpan(pair % group.Order * group.Order, group.Order);
            for (var g = 0; g < profile.Length; g++)
            {
                row[toY[fromX[g]]] = profile[g];
            }
        }
    }
}

/// <summary>What a part of the logits accounts for, with R the rest of them.</summary>
/// <param name="Accuracy">Share of the pairs that the part alone answers right, 0 to 1.</param>
/// <param name="OneSided">Share of the pairs whose margin in the part exceeds every R(z) − R(answer), z wrong. Weak: it passes
/// where the part's margin is the smaller.</param>
/// <param name="TwoSided">Share of the pairs whose margin in the part exceeds every |R(z) − R(answer)|: the test of
/// faithfulness.</param>
public sealed record PartCertificate(double Accuracy, double OneSided, double TwoSided);
