using System.Numerics.Tensors;

namespace Grokking.Interp;

/// <summary>
/// The logits split into six families of two-dimensional Fourier modes (Janati et al. 2026): constant (0, 0), a alone (k, 0),
/// b alone (0, k), sum (k, k), difference (k, −k), and the rest; each tried alone. For even p the mode (p/2, p/2), which is both
/// sum and difference, counts as a sum.
/// </summary>
public static class ModeFamilies
{
    /// <summary>The names of the families, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "first", "second", "sum", "difference", "rest"];

    /// <summary>The families of a specimen's logits, in the order of <see cref="Names"/>.</summary>
    public static IReadOnlyList<ModeFamily> Of(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        var split = new ModeSplit(specimen.LogitMarginals);
        var total = TensorPrimitives.SumOfSquares<double>(specimen.Logits.Span);
        var trials = Names.Select(_ => new MarginTally()).ToArray();
        var energies = new double[trials.Length];
        var rows = new Matrix(trials.Length, specimen.P);
        for (var pair = 0; pair < specimen.Logits.Rows; pair++)
        {
            split.Fill(pair, specimen.Logits.Row(pair), rows);
            for (var family = 0; family < trials.Length; family++)
            {
                energies[family] += TensorPrimitives.SumOfSquares<double>(rows.Row(family));
                trials[family].Add(rows.Row(family), specimen.LabelArray[pair]);
            }
        }
        return [.. Names.Select((name, i) => trials[i].Family(name, total > 0 ? energies[i] / total : 0))];
    }
}
