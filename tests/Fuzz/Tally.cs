using System.Globalization;
using System.Text;

namespace Grokking.Fuzz;

/// <summary>How many mutants of each kind ended how.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<SeedKind, Dictionary<string, int>> counts = [];
    private readonly HashSet<string> violations = [];

    /// <summary>Number of mutants that broke a promise.</summary>
    public int Violations { get; private set; }

    public void Add(Outcome outcome)
    {
        var ofKind = counts.TryGetValue(outcome.Seed.Kind, out var known) ? known : counts[outcome.Seed.Kind] = [];
        ofKind[outcome.Label] = ofKind.GetValueOrDefault(outcome.Label) + 1;
        if (outcome.IsViolation)
        {
            Violations++;
            violations.Add(outcome.Label);
        }
    }

    /// <summary>A table: a row a kind, a column an ending, violations last and in capitals.</summary>
    public override string ToString()
    {
        var labels = counts.Values.SelectMany(ofKind => ofKind.Keys).Distinct().OrderBy(violations.Contains)
            .ThenBy(label => label != "loads").ThenBy(label => label, StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        Row(text, "", labels.Select(label => violations.Contains(label) ? label.ToUpperInvariant() : label), "all");
        foreach (var (kind, ofKind) in counts)
        {
            Row(text, kind.ToString().ToLowerInvariant(), labels.Select(label => Number(ofKind.GetValueOrDefault(label))),
                Number(ofKind.Values.Sum()));
        }
        Row(text, "all", labels.Select(label => Number(counts.Values.Sum(ofKind => ofKind.GetValueOrDefault(label)))),
            Number(counts.Values.Sum(ofKind => ofKind.Values.Sum())));
        return text.ToString();

        void Row(StringBuilder line, string first, IEnumerable<string> cells, string last) => line.Append(first.PadRight(12))
            .AppendJoin("", cells.Select((cell, i) => cell.PadLeft(Math.Max(8, labels[i].Length + 2)))).Append(last.PadLeft(9))
            .Append('\n');
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
