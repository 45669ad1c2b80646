namespace Grokking.Training;

/// <summary>The tail of an error message about a name: what is known, and the nearest.</summary>
public static class Suggest
{
    /// <summary>Names that a message lists, and names that are compared: a file may have millions.</summary>
    private const int MostListed = 100;
    private const int MostCompared = 1000;

    /// <summary>
    /// <c>" Did you mean 'b'? Known: a, b, c."</c>; the question only when a known name is within a third of the
    /// letters of <paramref name="name"/>.
    /// </summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">The known ones.</param>
    /// <param name="most">How many of them are listed, the first.</param>
    public static string Among(string name, IEnumerable<string> known, int most = MostListed)
    {
        var names = known.Take(most + 1).ToList();
        var listed =
            string.Join(", ", names.Take(most).Select(shown => ForeignText.Show(shown))) + (names.Count > most ? ", …" : "");
        return (Nearest(name, known) is { } nearest ? $" Did you mean '{ForeignText.Show(nearest)}'?" : "")
            + $" Known: {listed}.";
    }

    /// <summary>The known name with the fewest edits, or null when none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        var allowed = Math.Max(2, name.Length / 3);
        return known
            .Take(MostCompared)
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= allowed)
            .Select(candidate => (candidate, distance: EditDistance(name, candidate)))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static int EditDistance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
