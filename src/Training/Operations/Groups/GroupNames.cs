using System.Globalization;
using System.Text.RegularExpressions;

namespace Grokking.Training;

/// <summary>Names of groups as text: <c>S5</c>, <c>Aff(11)</c>, <c>S3xC2</c>.</summary>
internal static partial class GroupNames
{
    /// <summary>What a name may be, for messages.</summary>
    public const string Known = "C113, D59, S5, A5, Q8, Aff(11), or several joined by x as in S3xC2";

    /// <summary>The group of a name; a product is made from the left.</summary>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public static FiniteGroup Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] factors = name.Split('x', '×');
        Require.That(factors.Length <= 10, $"group: expected 10 factors at most, got {factors.Length}.", nameof(name));
        return factors.Select(factor => Factor(factor.Trim(), name)).Aggregate(FiniteGroups.Product);
    }

    private static FiniteGroup Factor(string factor, string name)
    {
        var match = Pattern().Match(factor);
        Require.That(match.Success, $"group: expected {Known}, got '{ForeignText.Show(name)}'.", nameof(name));
        var size = int.Parse(match.Groups["size"].ValueSpan, CultureInfo.InvariantCulture);
        return match.Groups["family"].Value switch
        {
            "C" or "Z" => FiniteGroups.Cyclic(size),
            "D" => FiniteGroups.Dihedral(size),
            "S" => PermutationGroups.Symmetric(size),
            "A" => PermutationGroups.Alternating(size),
            "Q" => size == 8 ? FiniteGroups.Quaternions()
                : throw new ArgumentException($"group: expected Q8, the quaternions, got 'Q{size}'.", nameof(name)),
            _ => FiniteGroups.Affine(size),
        };
    }

    [GeneratedRegex(@"^(?<family>[CZDSAQ])(?<size>[0-9]{1,4})$|^(?<family>Aff)\((?<size>[0-9]{1,4})\)$")]
    private static partial Regex Pattern();
}
