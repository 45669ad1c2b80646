using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// What a frequency of the logits is between clock and pizza: its amplitude α(d) along cos ω(c − a − b), by the difference d = a
/// − b of the operands, fitted by clock + pizza·|cos(ω·d/2)| without negative parts. Read off the network as it runs, so that
/// what accompanying circles repair is repaired: with them a pizza is nearly even over d. <see cref="Alone"/> is the circle by
/// itself.
/// </summary>
/// <param name="Frequency">The frequency, 1..⌊n/2⌋.</param>
/// <param name="LogitShare">Its share of the energy of S(e), 0 to 1.</param>
/// <param name="Clock">Share of the clock in the mean of the fit over d, 0 to 1.</param>
/// <param name="Pizza">Share of the pizza, 0 to 1; the two add up to 1, or are both 0 where nothing fits.</param>
/// <param name="Fit">Share of Σ α(d)² that the two explain together, 0 to 1.</param>
/// <param name="Phase">The angle added to ω·d/2, 0 to π: 0 unless a and b have embeddings of their own.</param>
public sealed record FrequencyMixture(int Frequency, double LogitShare, double Clock, double Pizza, double Fit, double Phase)
{
    /// <summary>The mixture of this circle alone: of the network run with the numbers' embeddings replaced by their mean and
    /// their projection on the frequency. Null for a network that does not solve its task.</summary>
    public CircleMixture? Alone { get; init; }

    /// <summary>The mixture of a frequency.</summary>
    /// <param name="ladder">The network's logits, over all pairs.</param>
    /// <param name="basis">The basis of Z_n.</param>
    /// <param name="k">The frequency, 1..⌊n/2⌋.</param>
    /// <param name="freePhase">Whether the pizza may be turned.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static FrequencyMixture Of(EquivariantLadder ladder, FourierBasis basis, int k, bool freePhase)
    {
        ArgumentNullException.ThrowIfNull(ladder);
        ArgumentNullException.ThrowIfNull(basis);
        Require.InRange(k, 1, basis.LargestFrequency);
        var cosine = basis.Rows.Row(FourierBasis.CosineRow(k)).ToArray();
        double[] wave = [.. Enumerable.Range(0, basis.P)
            .Select(d => System.Numerics.Tensors.TensorPrimitives.Dot<double>(ladder.DiagonalTable.Row(d), cosine))];
        var (clock, pizza, fit, phase) = CircleMixture.Of(wave, k, freePhase);
        return new(k, ladder.Spectrum[k - 1], clock, pizza, fit, phase);
    }
}

/// <summary>A lone circle between clock and pizza, as in <see cref="FrequencyMixture"/>.</summary>
/// <param name="Clock">Share of the clock in the mean of the fit over d, 0 to 1.</param>
/// <param name="Pizza">Share of the pizza, 0 to 1; the two add up to 1, or are both 0 where nothing fits.</param>
/// <param name="Fit">Share of Σ α(d)² that the two explain together, 0 to 1.</param>
/// <param name="Phase">The angle added to ω·d/2, 0 to π: 0 unless a and b have embeddings of their own.</param>
public sealed record CircleMixture(double Clock, double Pizza, double Fit, double Phase)
{
    // Half a degree.
    private const int PhaseSteps = 360;

    /// <summary>The mixture of a wave.</summary>
    /// <param name="wave">How strong cos(ω_k·(a + b − c)) is in the logits by d = a − b, [n], in any unit: see
    /// <see cref="CircleFit.Waves"/>.</param>
    /// <param name="k">Its frequency, 1..⌊n/2⌋.</param>
    /// <param name="freePhase">Whether the pizza may be turned.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public static CircleMixture Of(IReadOnlyList<double> wave, int k, bool freePhase)
    {
        ArgumentNullException.ThrowIfNull(wave);
        Require.InRange(k, 1, wave.Count / 2);
        double[] amplitudes = [.. wave];
        return Enumerable.Range(0, freePhase ? PhaseSteps : 1).Select(step => Math.PI * step / PhaseSteps)
            .Select(phase => Fitted(amplitudes, k, phase)).MaxBy(mixture => mixture.Fit)!;
    }

    private static CircleMixture Fitted(double[] amplitudes, int k, double phase)
    {
        var n = amplitudes.Length;
        double[] pizza =
            [.. Enumerable.Range(0, n).Select(d => Math.Abs(Math.Cos((Math.PI * ((long)k * d % (2 * n)) / n) + phase)))];
        var (one, both, square) = ((double)n, pizza.Sum(), pizza.Sum(value => value * value));
        var (withOne, withPizza) = (amplitudes.Sum(), amplitudes.Zip(pizza, (x, y) => x * y).Sum());
        var determinant = (one * square) - (both * both);
        var x = determinant > 0 ? ((withOne * square) - (withPizza * both)) / determinant : -1;
        var z = determinant > 0 ? ((withPizza * one) - (withOne * both)) / determinant : 0;
        // Without negative parts, the best fit has one of them alone where the other would be negative.
        (x, z) = z < 0 ? (Math.Max(0, withOne / one), 0) : x < 0 ? (0, Math.Max(0, withPizza / square)) : (x, z);
        var total = amplitudes.Sum(value => value * value);
        var left = amplitudes.Zip(pizza, (value, wave) => value - x - (z * wave)).Sum(rest => rest * rest);
        var (clockMean, pizzaMean) = (x * n, z * both);
        var sum = clockMean + pizzaMean;
        return new(
            sum > 0 ? clockMean / sum : 0, sum > 0 ? pizzaMean / sum : 0, total > 0 ? Math.Max(0, 1 - (left / total)) : 0, phase);
    }
}
