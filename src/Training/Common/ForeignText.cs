using System.Globalization;
using System.Text;

namespace Grokking.Training;

/// <summary>Text that a file brought, made fit to be shown: an escape code must not act on a terminal, and a name that is written
/// from right to left must not turn what follows it around.</summary>
public static class ForeignText
{
    /// <summary>The beginning of a text, for a message or a table: as <see cref="Printable"/>, cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Characters that are shown: the default is for a name, more for the base library's words around
    /// one.</param>
    public static string Show(string text, int most = 100)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Printable(text[..Math.Min(text.Length, most)]) + (text.Length > most ? "…" : "");
    }

    /// <summary>The text with U+FFFD for each character that is not to be shown: control characters, line ends among them, those
    /// that only direct or join others (U+202E, U+200B), and halves of surrogate pairs.</summary>
    public static string Printable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }
        // Half of a surrogate pair comes as U+FFFD.
        return string.Concat(text.EnumerateRunes().Select(rune => IsShown(rune) ? rune.ToString() : "\uFFFD"));
    }

    private static bool IsShown(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
