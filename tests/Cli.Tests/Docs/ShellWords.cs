using System.Text;

namespace Grokking.Cli.Tests;

/// <summary>Splits a command line as a shell does, as far as the pages need it: words, quotes, comments, and an end at a
/// pipe.</summary>
internal static class ShellWords
{
    /// <summary>The words up to a comment, a pipe or a redirection.</summary>
    public static string[] Of(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        foreach (var letter in line + " ")
        {
            if (quote is null && word.Length == 0 && letter is '#' or '|' or '>')
            {
                break;
            }
            if (quote is null && letter is ' ' or '\t')
            {
                Flush(words, word);
            }
            else if (letter == quote)
            {
                quote = null;
            }
            else if (quote is null && letter is '"' or '\'')
            {
                quote = letter;
            }
            else
            {
                word.Append(letter);
            }
        }
        return [.. words];
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
