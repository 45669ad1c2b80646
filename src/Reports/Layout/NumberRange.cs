namespace Grokking.Reports;

/// <summary>The span of some numbers on an axis.</summary>
/// <param name="Minimum">The smallest, in data units.</param>
/// <param name="Maximum">The largest, in data units.</param>
internal readonly record struct NumberRange(double Minimum, double Maximum)
{
    /// <summary>Whether it is one number alone.</summary>
    public bool IsEmpty => Minimum >= Maximum;

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

    /// <summary>The range with some air at both ends.</summary>
    /// <param name="scale">The scale on which the air is the same at both ends.</param>
    /// <param name="share">The air as a share of the span.</param>
    /// <param name="keepsZero">Whether an end of a linear range that is 0 stays there.</param>
    public NumberRange Padded(AxisScale scale, double share, bool keepsZero)
    {
        var (low, high) = (Coordinate(Minimum, scale), Coordinate(Maximum, scale));
        var air = high > low ? (high - low) * share : 0.5;
        return scale == AxisScale.Log
            ? new(Math.Pow(10, low - air), Math.Pow(10, high + air))
            : new(keepsZero && low == 0 ? 0 : low - air, keepsZero && high == 0 && low < 0 ? 0 : high + air);
    }

    /// <summary>Where a value lies on the axis: 0 at the minimum, 1 at the maximum, held inside.</summary>
    public double Fraction(double value, AxisScale scale)
    {
        var (low, high) = (Coordinate(Minimum, scale), Coordinate(Maximum, scale));
        return high > low ? Math.Clamp((Coordinate(value, scale) - low) / (high - low), 0, 1) : 0.5;
    }

    /// <summary>The range in the units in which an axis is even.</summary>
    public NumberRange Coordinates(AxisScale scale) => new(Coordinate(Minimum, scale), Coordinate(Maximum, scale));

    /// <summary>The value in the units in which an axis is even: its decimal logarithm on a logarithmic one, where 0 and below
    /// are no place.</summary>
    public static double Coordinate(double value, AxisScale scale) =>
        scale != AxisScale.Log ? value : value > 0 ? Math.Log10(value) : double.NaN;
}
