using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// The inverse participation ratio of functions on Z_p as published by Doshi et al. (2024): with X_j = |Σ_n x_n·e^(−2πijn/p)| for
/// j = 0..⌊p/2⌋ (one side of the transform, the constant with it), Σ_j X_j⁴/(Σ_j X_j²)². A single frequency alone gives 1, all
/// alike 1/(⌊p/2⌋ + 1); a square wave of odd p about 2/3.
/// </summary>
public static class ParticipationRatio
{
    /// <summary>The ratio of each column.</summary>
    /// <param name="basis">The basis of Z_p.</param>
    /// <param name="functions">[p, n], one function a column.</param>
    /// <returns>[n], 1/(⌊p/2⌋ + 1) to 1; 0 for a column of zeros.</returns>
    /// <exception cref="ArgumentException">There are not p rows.</exception>
    public static IReadOnlyList<double> OfColumns(FourierBasis basis, Matrix functions)
    {
        ArgumentNullException.ThrowIfNull(basis);
        var coefficients = basis.Forward(functions);
        return [.. Enumerable.Range(0, functions.Columns).Select(column => Of(basis, coefficients, column))];
    }

    private static double Of(FourierBasis basis, Matrix coefficients, int column)
    {
        var (squares, fourths) = (0.0, 0.0);
        for (var k = 0; k <= basis.LargestFrequency; k++)
        {
            // Cosine and sine of the orthonormal basis are √(p/2) times shorter than the transform's terms, the others √p times.
            var power = k == 0
                ? 2 * Square(0) : basis.HasSine(k)
                ? Square(FourierBasis.CosineRow(k)) + Square(FourierBasis.SineRow(k)) : 2 * Square(FourierBasis.CosineRow(k));
            (squares, fourths) = (squares + power, fourths + power * power);
        }
        return squares == 0 ? 0 : fourths / (squares * squares);

        double Square(int row) => coefficients[row, column] * coefficients[row, column];
    }
}

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
