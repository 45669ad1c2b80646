using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Grokking.Training;

/// <summary>Argument checks, stated once: each names the thing, what was expected and what came.</summary>
public static class Require
{
    /// <summary>Requires <paramref name="value"/> to lie in [<paramref name="minimum"/>, <paramref name="maximum"/>].</summary>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside the range or is NaN.</exception>
    public static T InRange<T>(T value, T minimum, T maximum, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> =>
        value >= minimum && value <= maximum
            ? value
            : throw new ArgumentOutOfRangeException(name, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{name}: expected {minimum} to {maximum}, got {value}."));

    /// <summary>Requires <paramref name="value"/> to be at least <paramref name="minimum"/>.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is smaller, or NaN.</exception>
    public static T AtLeast<T>(T value, T minimum, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : INumber<T> =>
        value >= minimum
            ? value
            : throw new ArgumentOutOfRangeException(name, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{name}: expected at least {minimum}, got {value}."));

    /// <summary>Requires <paramref name="condition"/>; the message says what was expected and what came.</summary>
    /// <exception cref="ArgumentException">The condition is false.</exception>
    public static void That([DoesNotReturnIf(false)] bool condition, string message, string name)
    {
        if (!condition)
        {
            throw new ArgumentException($"{name}: {message}", name);
        }
    }

    /// <summary>Requires a tensor's shape, named axis by axis: <c>W_Q: expected [4, 128, 32], got [4, 32, 128].</c></summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void HasShape(Shape actual, Shape expected, string name) =>
        That(actual == expected, $"expected {expected}, got {actual}.{ShapeHint(actual, expected)}", name);

    /// <summary>A sentence that names the likely cause when one shape is another with two axes swapped; else nothing.</summary>
    public static string ShapeHint(Shape actual, Shape expected)
    {
        if (actual.Rank != expected.Rank || actual.Rank < 2 || actual == expected)
        {
            return "";
        }
        var swapped = actual.ToArray();
        (swapped[^1], swapped[^2]) = (swapped[^2], swapped[^1]);
        return new Shape(swapped) == expected ? " The last two axes look swapped." : "";
    }
}

/// <summary>Problems of config values, as sentences: collected, so that a user sees all of them at once.</summary>
internal static class ConfigCheck
{
    /// <summary>One problem when the value is set and outside [minimum, maximum]; else none.</summary>
    public static IEnumerable<string> InRange<T>(string key, T? value, T minimum, T maximum)
        where T : struct, INumber<T>
    {
        if (value is { } set && !(set >= minimum && set <= maximum))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{key}: expected {minimum} to {maximum}, got {set}.");
        }
    }
}
