using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// Losses in nats when logits are restricted to some representations, or these are taken out: what a network that has learned the
/// group needs for every pair, and one that memorised does not (Nanda et al. 2023, Chughtai, Chan and Nanda 2023). Not safe for
/// concurrent use.
/// </summary>
/// <param name="fit">The characters' fit of the logits.</param>
/// <param name="representations">The group's representations.</param>
/// <param name="logits">[n², n], the answers in the order of the elements.</param>
public sealed class LogitLosses(Representations representations, PairRows logits, CharacterFit fit)
{
    private readonly double[] row = new double[representations.Group.Order];

    /// <summary>Loss of all pairs when the logits are Σ_ρ α_ρ·χ_ρ(x·y·z⁻¹): the same for every pair.</summary>
    /// <exception cref="ArgumentException">A representation is not of this group or named twice.</exception>
    public double RestrictedToCharacters(params IReadOnlyList<Irrep> irreps)
    {
        var table = fit.Table(irreps);
        return CrossEntropy.Of(table.Row(0), 0).Loss;
    }

    /// <summary>Mean loss of some pairs after Σ_ρ α_ρ·χ_ρ(x·y·z⁻¹) was subtracted.</summary>
    /// <param name="pairs">Pairs x·n + y: those of the training set.</param>
    /// <param name="irreps">Representations of the group, without repeats.</param>
    /// <inheritdoc cref="RestrictedToCharacters"/>
    public double WithoutCharacters(IReadOnlyList<int> pairs, params IReadOnlyList<Irrep> irreps) =>
        Without(pairs, fit.Table(irreps));

    /// <summary>
    /// Scores of all pairs when the logits are Σ_ρ P_ρ·L + mean(L), P_ρ the projection on the functions of x·y in ρ, the mean
    /// taken over all pairs for each answer. Such logits depend on x·y alone.
    /// </summary>
    /// <inheritdoc cref="RestrictedToCharacters"/>
    public Score Restricted(params IReadOnlyList<Irrep> irreps)
    {
        var rows = representations.Project(fit.ByProduct, irreps);
        var mean = fit.ByProduct.ColumnMeans();
        var (loss, hits) = (0.0, 0);
        for (var product = 0; product < rows.Rows; product++)
        {
            TensorPrimitives.Add(rows.Row(product), mean, rows.Row(product));
            var (one, correct) = CrossEntropy.Of(rows.Row(product), product);
            (loss, hits) = (loss + one, hits + (correct ? 1 : 0));
        }
        return new Score(loss / rows.Rows, (double)hits / rows.Rows);
    }

    /// <summary>Mean loss of some pairs after Σ_ρ P_ρ·L was subtracted.</summary>
    /// <param name="pairs">Pairs x·n + y: those of the training set.</param>
    /// <param name="irreps">Representations of the group, without repeats.</param>
    /// <inheritdoc cref="RestrictedToCharacters"/>
    public double Excluded(IReadOnlyList<int> pairs, params IReadOnlyList<Irrep> irreps) =>
        Without(pairs, representations.Project(fit.ByProduct, irreps));

    private double Without(IReadOnlyList<int> pairs, Matrix byProduct)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        logits.Some(pairs);
        var group = representations.Group;
        var sum = 0.0;
        foreach (var pair in pairs)
        {
            var product = group.Product(pair / group.Order, pair % group.Order);
            TensorPrimitives.Subtract(logits[pair], byProduct.Row(product), row);
            sum += CrossEntropy.Of(row, product).Loss;
        }
        return sum / pairs.Count;
    }
}
