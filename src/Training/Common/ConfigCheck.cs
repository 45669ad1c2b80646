using System.Globalization;
using System.Numerics;

namespace Grokking.Training;

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
