using System.Text;

namespace Grokking.Training;

/// <summary>Shows text that a file brought in messages: cut to a length and fit for a terminal.</summary>
internal static class ForeignText
{
    private const int MaxShown = 100;

    /// <summary>The beginning of the text, with a question mark for each control character.</summary>
    public static string Show(string text)
    {
        var printable = new StringBuilder();
        foreach (var letter in text.AsSpan(0, Math.Min(text.Length, MaxShown)))
        {
            printable.Append(char.IsControl(letter) ? '?' : letter);
        }
        return printable.Append(text.Length > MaxShown ? "…" : "").ToString();
    }
}
