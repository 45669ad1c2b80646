namespace Grokking.Interp;

/// <summary>
/// How the network does with frequencies taken out of its logits, or with all others taken out. A frequency is its eight
/// cells {1, cos ω_k, sin ω_k}² without the constant, in a and in b, for each class: more than the two directions
/// cos and sin of ω_k·(a + b) that the excluded loss removes.
/// </summary>
/// <param name="Frequencies">The frequencies, ascending.</param>
/// <param name="Kept">False: these are removed. True: these and the mean of each class are all that is kept.</param>
/// <param name="Scores">Loss and accuracy over the p answers after it.</param>
public sealed record Ablation(IReadOnlyList<int> Frequencies, bool Kept, PairScores Scores)
{
    /// <summary>The table for a specimen: each key frequency removed, then all of them, then all else removed. Empty when there
    /// are no key frequencies.</summary>
    public static IReadOnlyList<Ablation> Table(Specimen specimen)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        var keys = specimen.KeyFrequencies;
        return keys.Count == 0 ? [] : [.. keys.Select(k => Remove(specimen, k)), Remove(specimen, keys), Keep(specimen, keys)];
    }

    /// <summary>Removes frequencies from the logits.</summary>
    /// <param name="specimen">The specimen.</param>
    /// <param name="frequencies">Each 1..⌊p/2⌋, without repeats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public static Ablation Remove(Specimen specimen, params IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        var part = specimen.LogitMarginals.BandPass(frequencies);
        return new Ablation(frequencies, Kept: false, specimen.Scorer.Score(part.SubtractFrom));
    }

    /// <summary>Keeps frequencies and the mean of each class, and removes all else.</summary>
    /// <param name="specimen">The specimen.</param>
    /// <param name="frequencies">Each 1..⌊p/2⌋, without repeats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public static Ablation Keep(Specimen specimen, params IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(specimen);
        var part = specimen.LogitMarginals.BandPass(frequencies);
        var mean = specimen.LogitMarginals.Mean();
        return new Ablation(frequencies, Kept: true, specimen.Scorer.Score((pair, row) =>
        {
            mean.CopyTo(row);
            part.AddTo(pair, row);
        }));
    }
}
