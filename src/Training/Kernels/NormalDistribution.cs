using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>The standard normal distribution on vectors of doubles, with relative errors below 1e-9 in both tails.</summary>
internal static class NormalDistribution
{
    private const double InverseRootTwoPi = 0.39894228040143267794;
    private const double InverseRootTwo = 0.70710678118654752440;

    // exp(-x²/2) is zero in double from here on; beyond, infinities would make the fraction below undefined.
    private const double Largest = 40;
    private const double K = 3;

    /// <summary>Φ(x), the probability of a value below x; <paramref name="density"/> is its derivative φ(x).</summary>
    /// <remarks>
    /// Φ(−x) = erfc(z)/2 with z = x/√2 ≥ 0, and erfc(z) = exp(−z²)·P(t)/(z + 3) with t = (z − 3)/(z + 3), which keeps the
    /// relative error small however small the tail. P was fitted by the script kept with the tests (normal_tail_fit.py).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Cumulative(Vector512<double> x, out Vector512<double> density)
    {
        var size = Vector512.Min(Vector512.Abs(x), Vector512.Create(Largest));
        var decay = Vector512.Exp(size * size * -0.5);
        density = decay * InverseRootTwoPi;
        var inverse = Vector512.Create(1.0) / (size * InverseRootTwo + Vector512.Create(K));
        var t = Vector512.FusedMultiplyAdd(inverse, Vector512.Create(-2 * K), Vector512.Create(1.0));
        var tail = decay * inverse * TailPolynomial(t) * 0.5;
        return Vector512.ConditionalSelect(
            Vector512.LessThan(x, Vector512<double>.Zero), tail, Vector512.Create(1.0) - tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> TailPolynomial(Vector512<double> t)
    {
        var p = Vector512.Create(-7.2457476211927193e-06);
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(2.3037290817767766e-05));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(9.2718654979705173e-05));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.00027166712889077128));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.00053819537304057238));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.0030322491760738602));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.0012158335006454532));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.026826896977518885));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.11952830050340613));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.31046729236575821));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.59022832548645354));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(-0.88339445225170454));
        return Vector512.FusedMultiplyAdd(p, t, Vector512.Create(1.0740069073901433));
    }
}
