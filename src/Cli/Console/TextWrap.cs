using System.Text;

namespace Grokking.Cli;

/// <summary>Breaks text into lines at spaces. A word that is too long, such as a path, stays whole.</summary>
internal static class TextWrap
{
    /// <summary>The lines; at least one.</summary>
    /// <param name="text">The text. Its own line ends are kept.</param>
    /// <param name="width">Characters a line, 1 or more.</param>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder();
            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line.ToString();
                    line.Clear();
                }
                line.Append(line.Length > 0 ? " " : "").Append(word);
            }
            yield return line.ToString();
        }
    }
}
