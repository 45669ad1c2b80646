using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// How logits compare with the characters χ(x·y·z⁻¹) of a group's representations (Chughtai, Chan and Nanda 2023). Logits L are
/// centred: each pair's mean over the n answers z is taken off. Immutable; n² numbers.
/// </summary>
public sealed class CharacterFit
{
    /// <summary>The similarity above which a representation is a key one, as published.</summary>
    public const double KeyThreshold = 0.005;

    private readonly Representations representations;

    /// <summary>Compares logits with characters.</summary>
    /// <param name="representations">The group's representations.</param>
    /// <param name="logits">[n², n], the answers in the order of the elements.</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public CharacterFit(Representations representations, PairRows logits)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(logits);
        var group = representations.Group;
        logits.RequireShape(group, group.Order, nameof(logits));
        this.representations = representations;
        ByProduct = new Matrix(group.Order, group.Order);
        var row = new double[group.Order];
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            Centre(logits[pair], row);
            Norm += TensorPrimitives.SumOfSquares<double>(row);
            var sums = ByProduct.Row(group.Product(pair / group.Order, pair % group.Order));
            TensorPrimitives.Add(sums, row, sums);
        }
        Norm = Math.Sqrt(Norm);
        TensorPrimitives.Divide<double>(ByProduct.Span, group.Order, ByProduct.Span);
        Similarities = [.. representations.Irreps.Select(irrep => irrep.IsTrivial || Norm == 0 ? 0 : Inner(irrep) / Norm)];
        Coefficients = [.. Similarities.Zip(representations.Irreps, (similarity, irrep) => similarity * Norm / Length(irrep))];
    }

    /// <summary>The length of the centred logits over all n³ entries.</summary>
    public double Norm { get; }

    /// <summary>Mean of the centred logits over the n pairs of each product, [n, n] by product and answer. Not to be
    /// changed.</summary>
    public Matrix ByProduct { get; }

    /// <summary>The cosine between the centred logits and each character, [representations], −1 to 1; 0 for the trivial
    /// one.</summary>
    public IReadOnlyList<double> Similarities { get; }

    /// <summary>The factor of each character in the best fit by Σ_ρ α_ρ·χ_ρ(x·y·z⁻¹), [representations], in units of
    /// logits.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>Share of the energy of the centred logits that the characters have, 0 to 1: the sum of squared
    /// similarities.</summary>
    public double FractionExplained => Similarities.Sum(similarity => similarity * similarity);

    /// <summary>The representations, without the trivial one, whose similarity exceeds a threshold, in the order of the
    /// list.</summary>
    /// <param name="threshold">The threshold, published as <see cref="KeyThreshold"/>.</param>
    public IReadOnlyList<Irrep> KeyIrreps(double threshold = KeyThreshold) =>
        [.. representations.Irreps.Where((_, i) => Similarities[i] > threshold)];

    /// <summary>Σ_ρ α_ρ·χ_ρ(g) over the given representations by g = x·y·z⁻¹, [n], in units of logits.</summary>
    /// <exception cref="ArgumentException">A representation is not of this group or named twice.</exception>
    public double[] Profile(params IReadOnlyList<Irrep> irreps)
    {
        representations.RequireOwn(irreps);
        var profile = new double[representations.Group.Order];
        foreach (var (i, irrep) in representations.Irreps.Index().Where(item => irreps.Contains(item.Item)))
        {
            TensorPrimitives.MultiplyAdd<double>([.. irrep.Characters], Coefficients[i], profile, profile);
        }
        return profile;
    }

    /// <summary>The same by product and answer, [n, n]: the logits of every pair of that product.</summary>
    /// <inheritdoc cref="Profile"/>
    public Matrix Table(params IReadOnlyList<Irrep> irreps)
    {
        var (profile, group) = (Profile(irreps), representations.Group);
        var table = new Matrix(group.Order, group.Order);
        for (var product = 0; product < table.Rows; product++)
        {
            for (var answer = 0; answer < table.Columns; answer++)
            {
                table[product, answer] = profile[group.Product(product, group.Inverse(answer))];
            }
        }
        return table;
    }

    /// <summary>Copies a pair's logits and takes their mean off.</summary>
    internal static void Centre(ReadOnlySpan<double> logits, Span<double> row) =>
        TensorPrimitives.Subtract(logits, TensorPrimitives.Sum(logits) / logits.Length, row);

    // ⟨L, C⟩/‖C‖ with C = χ(x·y·z⁻¹): the n pairs of a product share its character.
    private double Inner(Irrep irrep)
    {
        var group = representations.Group;
        var sum = 0.0;
        for (var answer = 0; answer < group.Order; answer++)
        {
            var inverse = group.Inverse(answer);
            for (var product = 0; product < group.Order; product++)
            {
                sum += ByProduct[product, answer] * irrep.Characters[group.Product(product, inverse)];
            }
        }
        return group.Order * sum / Length(irrep);
    }

    // ‖C‖ over n³ entries.
    private double Length(Irrep irrep) => ByProduct.Rows * Math.Sqrt((double)ByProduct.Rows * irrep.Multiplicity);
}
