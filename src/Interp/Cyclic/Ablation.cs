namespace Grokking.Interp;

/// <summary>
/// How the network does with frequencies taken out of its logits, or with all others taken out. A frequency is its eight
/// cells {1, cos ω_k, sin ω_k}² without the constant, in a and in b, for each class: more than the two directions
/// cos and sin of ω_k·(a + b) that the excluded loss removes.
/// </summary>
/// <param name="Frequencies">The frequencies, ascending.</param>
/// <param name="Kept">False: these are removed. True: these and the mean of each class are all that is kept.</param>
/// <param name="Scores">Loss and accuracy over the p answers after it.</param>
public sealed record Ablation(IReadOnlyList<int> Frequencies, bool Kept, SplitScores Scores)
{
    /// <summary>The table for a view: each key frequency removed, then all of them, then all else removed. Empty when there
    /// are no key frequencies.</summary>
    public static IReadOnlyList<Ablation> Table(CyclicView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var keys = view.KeyFrequencies;
        return keys.Count == 0 ? [] : [.. keys.Select(k => Remove(view, k)), Remove(view, keys), Keep(view, keys)];
    }

    /// <summary>Removes frequencies from the logits.</summary>
    /// <param name="view">The view.</param>
    /// <param name="frequencies">Each 1..⌊p/2⌋, without repeats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public static Ablation Remove(CyclicView view, params IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(view);
        var part = view.LogitMarginals.BandPass(frequencies);
        return new Ablation(frequencies, Kept: false, view.Pairs.Scorer.Score(part.SubtractFrom));
    }

    /// <summary>Keeps frequencies and the mean of each class, and removes all else.</summary>
    /// <param name="view">The view.</param>
    /// <param name="frequencies">Each 1..⌊p/2⌋, without repeats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A frequency is out of range.</exception>
    public static Ablation Keep(CyclicView view, params IReadOnlyList<int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(view);
        var part = view.LogitMarginals.BandPass(frequencies);
        var mean = view.LogitMarginals.Mean();
        return new Ablation(frequencies, Kept: true, view.Pairs.Scorer.Score((pair, row) =>
        {
            mean.CopyTo(row);
            part.AddTo(pair, row);
        }));
    }
}
