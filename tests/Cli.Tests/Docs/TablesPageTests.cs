using System.Text.RegularExpressions;
using Grokking.Interp;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>docs/tables.md describes the columns that the code writes, in their order, and no others.</summary>
public sealed partial class TablesPageTests
{
    /// <summary>What the page writes for a key frequency in the name of a column.</summary>
    private const string AnyFrequency = "_K";

    /// <summary>The same for a key representation.</summary>
    private const string AnyRepresentation = "_NAME";

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(int)] = "int", [typeof(double)] = "double", [typeof(bool)] = "bool", [typeof(string)] = "text",
    };

    private static readonly string Page =
        File.ReadAllText(Path.Combine(Fixtures.RepositoryRoot, "docs", "tables.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Metrics_HasTheColumnsOfTheFile() => Assert.Equal(MetricsRow.Header.Split(','), Columns("metrics.csv"));

    [Fact]
    public void Timing_HasTheColumnsOfTheFile()
    {
        using var folder = new TempFolder();

        Assert.Equal(Header(new RunPaths(TinyRun.Train(folder)).Timing), Columns("timing.csv"));
    }

    [Fact]
    public void Seeds_HasTheColumnsOfTheFile() => Assert.Equal(SweepTable.Header.Split(','), Columns("seeds.csv"));

    [Fact]
    public void SweepTables_HaveTheColumnsOfTheFiles()
    {
        Assert.Equal(SweepTables.ResultColumns.Select(column => column.Name).Prepend("id"), Columns("Sweep results"));
        Assert.Equal(SweepTables.GroupColumns.Select(column => column.Name), Columns("Sweep groups"));
        Assert.Equal(SweepTables.Survival([]).Columns.Select(column => column.Name), Columns("Sweep survival"));
        Assert.Equal(SweepTables.Times([]).Columns.Select(column => column.Name), Columns("Sweep times"));
    }

    [Fact]
    public void Timeline_HasEveryMeasure()
    {
        var perFrequency = MeasureSet.Default.PerFrequency.Select(measure => (Id: measure.Id + AnyFrequency, measure.Text));
        var perRepresentation =
            MeasureSet.Default.PerRepresentation.Select(measure => (Id: measure.Id + AnyRepresentation, measure.Text));
        var measures = MeasureSet.Default.Measures.Select(measure => (measure.Id, measure.Text)).Concat(perFrequency)
            .Concat(perRepresentation).ToList();

        Assert.Equal(measures.Select(measure => measure.Id).Prepend("step"), Columns("timeline.csv"));
        Assert.All(
            measures,
            measure =>
                Assert.Matches(
                    $@"\| `{Regex.Escape(measure.Id)}` \| double\? \| [^|]+ \| {Regex.Escape(measure.Text)} \|\n", Page));
    }

    [Fact]
    public void Timeline_OfARun_HasThoseColumns()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(TinyRun.Train(folder));
        Assert.Equal(0, Tool.Run("analyze", paths.Folder).ExitCode);

        Assert.Equal(
            Columns("timeline.csv").Where(IsOfAddition),
            Header(paths.Timeline).Select(name => Frequency().Replace(name, AnyFrequency)).Distinct());
        Assert.Equal(Columns("spectra.csv"), Header(paths.Spectra));
    }

    private static bool IsOfAddition(string column) => !column.EndsWith(AnyRepresentation, StringComparison.Ordinal)
        && MeasureSet.Default.Measures.Except(MeasureSet.Default.For(ModularOperation.Add(5)))
        .All(measure => measure.Id != column);

    [Fact]
    public void Verdicts_HasTheColumnsOfClassify() =>
        Assert.Equal(VerdictTable.Columns.Select(column => column.Name), Columns("Verdicts"));

    [Theory]
    [InlineData("kind", typeof(FrequencyKind))]
    [InlineData("pattern", typeof(LogitPattern))]
    [InlineData("mechanism", typeof(NeuronMechanism))]
    [InlineData("verdict", typeof(NetworkVerdict), typeof(GroupKind))]
    [InlineData("status", typeof(SweepStatus))]
    public void Words_OfAColumn_AreThoseOfItsEnumerations(string column, params Type[] words) => Assert.Equal(
        words.SelectMany(of => Enum.GetValues(of).Cast<object>()).Select(word => Csv.Line([word])).Distinct(),
        Regex.Match(Page, $@"\| `{column}` \| text\?? \| ([a-z_, ]+) \|").Groups[1].Value.Split(", "));

    [Fact]
    public void Types_AreThoseOfTheTables()
    {
        AssertTypes("metrics.csv", MetricsRow.Columns);
        AssertTypes("seeds.csv", SweepTable.Columns);
        AssertTypes("spectra.csv", SpectraTable.Columns);
        AssertTypes("Verdicts", VerdictTable.Columns);
        AssertTypes("timeline.csv", new Timeline([.. Columns("timeline.csv").Skip(1)], []).ToTypedTable().Columns);
        AssertTypes("timing.csv", [new Column("step", typeof(int), false), new Column("train_seconds", typeof(double), false)]);
    }

    /// <summary>The first cells of the table under a heading.</summary>
    private static IEnumerable<string> Columns(string heading) => Rows(heading).Select(row => row.Groups["name"].Value);

    private static MatchCollection Rows(string heading) => Row().Matches(Page.Split($"\n## {heading}\n")[1].Split("\n## ")[0]);

    private static void AssertTypes(string heading, IEnumerable<Column> columns) => Assert.Equal(
        columns.Select(column => (column.Name, Words[column.Type] + (column.IsNullable ? "?" : ""))),
        Rows(heading).Select(row => (row.Groups["name"].Value, row.Groups["type"].Value)));

    private static string[] Header(string file) => File.ReadLines(file).First().Split(',');

    [GeneratedRegex(@"(?m)^\| `(?<name>[^`]+)` \| (?<type>[^ ]+) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"_\d+$")]
    private static partial Regex Frequency();
}
