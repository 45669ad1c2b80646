using System.Text.RegularExpressions;

namespace Grokking.Reports;

/// <summary>Names of figures in files and links.</summary>
internal static partial class FigureId
{
    /// <summary>A title's lower-case letters and digits, joined by hyphens; <c>figure</c> when it has none.</summary>
    public static string Of(string title)
    {
        var words = WordPattern().Matches(title.ToLowerInvariant()).Select(match => match.Value).ToList();
        return words.Count == 0 ? "figure" : string.Join('-', words);
    }

    /// <summary>Whether a text can name a figure.</summary>
    public static bool IsValid(string id) => IdPattern().IsMatch(id);

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex WordPattern();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex IdPattern();
}
