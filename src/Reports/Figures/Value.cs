using System.Globalization;

namespace Grokking.Reports;

/// <summary>One entry of <see cref="Values"/>: a number, or a text that names a category. Numbers and strings convert to
/// it.</summary>
public readonly record struct Value
{
    private Value(double number, string? text)
    {
        Number = number;
        Text = text;
    }

    /// <summary>The number; NaN for a text.</summary>
    public double Number { get; }

    /// <summary>The text; null for a number.</summary>
    public string? Text { get; }

    /// <summary>A number. NaN and infinities are drawn as gaps.</summary>
    public static implicit operator Value(double number) => new(number, null);

    /// <summary>A number that may be absent: null is drawn as a gap.</summary>
    public static implicit operator Value(double? number) => new(number ?? double.NaN, null);

    /// <summary>The name of a category; null is the empty name.</summary>
    public static implicit operator Value(string? text) => new(double.NaN, text ?? "");

    /// <summary>The number in invariant culture, or the text.</summary>
    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
