namespace Grokking.Reports;

/// <summary>The span of some numbers on an axis.</summary>
/// <param name="Minimum">The smallest, in data units.</param>
/// <param name="Maximum">The largest, in data units.</param>
internal readonly record struct NumberRange(double Minimum, double Maximum)
{
    /// <summary>Share of the span that is left free at both ends, so that no line runs along an edge.</summary>
    private const double Padding = 0.05;

    /// <summary>The span of all finite numbers, positive ones only for a logarithmic axis; 1 to 10 when there is none.</summary>
    public static NumberRange Of(IEnumerable<double> numbers, AxisScale scale = AxisScale.Linear)
    {
        var (minimum, maximum) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var number in numbers)
        {
            if (double.IsFinite(number) && (scale != AxisScale.Log || number > 0))
            {
                minimum = Math.Min(minimum, number);
                maximum = Math.Max(maximum, number);
            }
        }
        return minimum <= maximum ? new(minimum, maximum) : new(1, 10);
    }

    /// <summary>The range with some air at both ends; a linear one that begins at 0 still does.</summary>
    public NumberRange Padded(AxisScale scale)
    {
        var (low, high) = (Coordinate(Minimum, scale), Coordinate(Maximum, scale));
        var air = high > low ? (high - low) * Padding : 0.5;
        return scale == AxisScale.Log
            ? new(Math.Pow(10, low - air), Math.Pow(10, high + air))
            : new(low == 0 ? 0 : low - air, high + air);
    }

    /// <summary>Where a value lies on the axis: 0 at the minimum, 1 at the maximum, held inside.</summary>
    public double Fraction(double value, AxisScale scale)
    {
        var (low, high) = (Coordinate(Minimum, scale), Coordinate(Maximum, scale));
        return high > low ? Math.Clamp((Coordinate(value, scale) - low) / (high - low), 0, 1) : 0.5;
    }

    /// <summary>The value in the units in which an axis is even: its decimal logarithm on a logarithmic one.</summary>
    public static double Coordinate(double value, AxisScale scale) => scale == AxisScale.Log ? Math.Log10(value) : value;
}
