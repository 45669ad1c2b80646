using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The Gini coefficient, a measure of sparsity (Hurley and Rickard 2009).</summary>
public static class Gini
{
    /// <summary>G = 1 − 2·Σ_m (c_(m)/Σc)·(n − m + ½)/n over the values in ascending order.</summary>
    /// <param name="values">[n], at least one, none negative or NaN.</param>
    /// <returns>0 when all values are equal (and when all are 0) up to 1 − 1/n when all but one are 0.</returns>
    /// <exception cref="ArgumentException">There is no value, or a value is negative or NaN.</exception>
    public static double Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Require.That(values.Count > 0, "expected at least one value, got none.", nameof(values));
        Require.That(values.All(value => value >= 0), "expected values of 0 or more.", nameof(values));
        var sum = values.Sum();
        if (sum == 0)
        {
            return 0;
        }
        var n = values.Count;
        return 1 - (2 * values.Order().Select((value, i) => value / sum * (n - i - 0.5) / n).Sum());
    }
}
