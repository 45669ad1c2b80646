namespace Grokking.Interp;

/// <summary>A finite number, or the reason why there is none.</summary>
/// <param name="Value">The number, never NaN or infinite; null when there is none.</param>
/// <param name="Reason">Why there is none, in words; null when there is a number.</param>
public readonly record struct MeasureValue(double? Value, string? Reason)
{
    /// <summary>A number; one that is not finite becomes a missing value that says so.</summary>
    public static MeasureValue Of(double value) =>
        double.IsFinite(value) ? new MeasureValue(value, null) : Missing("not a finite number: the logits or weights overflow");

    /// <summary>No number.</summary>
    public static MeasureValue Missing(string reason) => new(null, reason);
}
