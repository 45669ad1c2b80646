using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>How well a network knows the answers up to a normal subgroup N: which element of G/N they belong to.</summary>
/// <param name="Kernel">N; for the trivial subgroup the loss and accuracy are the network's own.</param>
/// <param name="Loss">Mean −ln of the probability of the right coset, in nats; ln |G/N| for equal logits.</param>
/// <param name="Accuracy">Share of pairs whose largest logit lies in the right coset, 0 to 1.</param>
public sealed record QuotientScore(Subgroup Kernel, double Loss, double Accuracy)
{
    /// <summary>The accuracy of a guess, |N|/|G|.</summary>
    public double Chance => 1.0 / Kernel.Index;

    /// <summary>The scores for every normal subgroup but the whole group, by order.</summary>
    /// <param name="group">The group.</param>
    /// <param name="logits">[n², n], the answers in the order of the elements.</param>
    /// <param name="pairs">The pairs x·n + y that are averaged over; null for all.</param>
    /// <exception cref="ArgumentException">The shape is another, or there are no pairs.</exception>
    /// <exception cref="InvalidOperationException">The group has too many normal subgroups.</exception>
    public static IReadOnlyList<QuotientScore> Of(FiniteGroup group, PairRows logits, IReadOnlyList<int>? pairs = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        return Of(group, [.. group.NormalSubgroups.Where(kernel => kernel.Index > 1)], logits, pairs);
    }

    /// <summary>The score for the commutator subgroup: which element of the largest abelian quotient the answers belong to, as
    /// a network that multiplies in any order may know (Zhang and Li 2026).</summary>
    /// <inheritdoc cref="Of(FiniteGroup, PairRows, IReadOnlyList{int}?)"/>
    /// <returns>Null for a group that is its own commutator subgroup, as A5.</returns>
    public static QuotientScore? OfCommutators(FiniteGroup group, PairRows logits, IReadOnlyList<int>? pairs = null)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.CommutatorSubgroup is { Index: > 1 } kernel ? Of(group, [kernel], logits, pairs)[0] : null;
    }

    private static QuotientScore[] Of(FiniteGroup group, Subgroup[] kernels, PairRows logits, IReadOnlyList<int>? pairs)
    {
        ArgumentNullException.ThrowIfNull(logits);
        logits.RequireShape(group, group.Order, nameof(logits));
        pairs = logits.Some(pairs);
        int[][] cosets = [.. kernels.Select(kernel => kernel.LeftCosets())];
        var (losses, hits) = (new double[kernels.Length], new int[kernels.Length]);
        foreach (var pair in pairs)
        {
            var (row, answer) = (logits[pair].ToArray(), group.Product(pair / group.Order, pair % group.Order));
            var guess = TensorPrimitives.IndexOfMax<double>(row);
            for (var i = 0; i < kernels.Length; i++)
            {
                losses[i] += MinusLogProbability(row, cosets[i], cosets[i][answer]);
                hits[i] += cosets[i][guess] == cosets[i][answer] ? 1 : 0;
            }
        }
        double count = pairs.Count;
        return [.. kernels.Select((kernel, i) => new QuotientScore(kernel, losses[i] / count, hits[i] / count))];
    }

    // Each side is scaled by its largest: ln(1 + wrong/right) keeps its digits where the right coset has nearly all, and is
    // finite where it has nearly nothing.
    private static double MinusLogProbability(double[] logits, int[] cosets, int answer)
    {
        var (right, wrong) = (LogSum(logits, z => cosets[z] == answer), LogSum(logits, z => cosets[z] != answer));
        var odds = wrong - right;
        return odds > 0 ? odds + CrossEntropy.LogOnePlus(Math.Exp(-odds)) : CrossEntropy.LogOnePlus(Math.Exp(odds));
    }

    // ln Σ exp over some answers.
    private static double LogSum(double[] logits, Func<int, bool> counts)
    {
        var largest = double.NegativeInfinity;
        for (var z = 0; z < logits.Length; z++)
        {
            largest = counts(z) ? Math.Max(largest, logits[z]) : largest;
        }
        var sum = 0.0;
        for (var z = 0; z < logits.Length; z++)
        {
            sum += counts(z) ? Math.Exp(logits[z] - largest) : 0;
        }
        return largest + Math.Log(sum);
    }
}
