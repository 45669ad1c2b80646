using Grokking.Testing;
using Grokking.Training;
using Microsoft.Data.Analysis;

namespace Grokking.Interp.Tests;

/// <summary>The tables of a run of a + b mod 13, as files that an earlier version wrote, in data frames.</summary>
public sealed class DataFramesTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Fixtures.RepositoryRoot, "tests", "Interp.Tests", "Documents", "Golden");

    private static readonly MetricsRow[] Rows =
        [new(0, 4.7, 0.01, null, null, 17.5, 0), new(100, double.Epsilon, 1, 0.1 + 0.2, -0.0, double.MaxValue, 1)];

    private readonly TempFolder temp = new();

    public static TheoryData<string> Names => ["metrics.csv", "timeline.csv", "spectra.csv", "verdicts.csv", "seeds.csv"];

    public void Dispose() => temp.Dispose();

    [Theory]
    [InlineData("timeline.csv")]
    [InlineData("spectra.csv")]
    [InlineData("verdicts.csv")]
    [InlineData("seeds.csv")]
    public void Csv_HasTheBytesOfEarlierVersions(string name) =>
        Assert.Equal(File.ReadAllText(Path.Combine(Golden, name)), Table(name).ToCsv());

    [Theory, MemberData(nameof(Names))]
    public void ToDataFrame_HasTheColumnsOfTheTableWithTheirTypesAndValues(string name)
    {
        var (table, frame) = (Table(name), Frame(name));

        Assert.Equal(
            table.Columns.Select(column => (column.Name, column.Type)),
            frame.Columns.Select(column => (column.Name, column.DataType)));
        Assert.Equal(table.RowCount, frame.Rows.Count);
        Assert.All(
            frame.Columns.Index(),
            column => Assert.Equal(table[column.Index].Select(Bits), column.Item.Cast<object?>().Select(Bits)));
        Assert.All(
            frame.Columns.Index(),
            column => Assert.Equal(table[column.Index].Count(value => value is null), column.Item.NullCount));
        Assert.All(
            frame.Columns.Index(), column => Assert.True(column.Item.NullCount == 0 || table.Columns[column.Index].IsNullable));
    }

    [Theory, MemberData(nameof(Names))]
    public void ReadCsv_OfATable_IsTheFrameInMemory(string name)
    {
        Table(name).WriteCsv(temp.File(name));

        AssertSame(Frame(name), DataFrames.ReadCsv(temp.File(name)));
    }

    [Theory, MemberData(nameof(Names))]
    public void ReadParquet_OfATable_IsTheFrameInMemory(string name)
    {
        Table(name).WriteParquet(temp.File("table.parquet"));

        AssertSame(Frame(name), DataFrames.ReadParquet(temp.File("table.parquet")));
    }

    [Fact]
    public void ReadCsv_OfTimingAndAnOwnMeasure_TakesStepsForWholeNumbersAndAllElseForNumbers()
    {
        var frame = DataFrames.ReadCsv(temp.Write("own.csv", "step,train_seconds,largest_logit\n0,0.250,\n5,1.000,7\n"));

        Assert.Equal([typeof(int), typeof(double), typeof(double)], frame.Columns.Select(column => column.DataType));
        Assert.Equal(new object?[] { 5, 1.0, 7.0 }, frame.Rows[1]);
        Assert.Null(frame["largest_logit"][0]);
    }

    [Fact]
    public void ReadCsv_OfAnotherFile_NamesThePlace()
    {
        var path = temp.Write("other.csv", "step,name\n0,demo\n");

        Assert.Equal(
            $"{path}, line 2, name: expected a finite number or nothing, got 'demo'.",
            Assert.Throws<InvalidDataException>(() => DataFrames.ReadCsv(path)).Message);
    }

    [Fact]
    public void ColumnsOfOneName_HaveOneTypeInAllTables() => Assert.All(
        Names.SelectMany(name => Table((string)name!).Columns).GroupBy(column => column.Name),
        columns => Assert.Single(columns.Select(column => column.Type).Distinct()));

    [Fact]
    public void FilteredGroupedAndJoinedFrames_CanBeWritten()
    {
        var metrics = Rows.ToDataFrame();
        var joined = metrics.Merge(metrics, ["step"], ["step"], "_one", "_two", JoinAlgorithm.Inner);
        var counted = metrics.GroupBy("step").Count("train_loss");

        foreach (var frame in new[] { joined, counted, metrics.Filter(metrics["train_accuracy"].ElementwiseGreaterThan(0.5)) })
        {
            frame.ToTypedTable().WriteParquet(temp.File("frame.parquet"));

            AssertSame(frame, DataFrames.ReadParquet(temp.File("frame.parquet")));
        }
        Assert.Equal(2, joined.Rows.Count);
    }

    /// <summary>What docs/tables.md warns of. When it fails, the library has been mended: the warning can go.</summary>
    [Fact]
    public void MicrosoftDataAnalysis_TakesGapsForZeroUnlessTheyAreFilteredOut()
    {
        var frame = SpectraTable.Of(Explained).ToDataFrame();
        var purity = frame["circle_purity"];
        var some = frame.Filter(purity.ElementwiseIsNotNull());

        Assert.Equal(6, frame.Filter(purity.ElementwiseLessThan(1.0)).Rows.Count);
        Assert.Equal(0.0, frame.GroupBy("key").Mean("circle_purity")["circle_purity"][1]);
        Assert.Equal([1, 2, 4], some["frequency"].Cast<int>());
        Assert.Equal(3, some.Filter(some["circle_purity"].ElementwiseLessThan(1.0)).Rows.Count);
        Assert.ThrowsAny<SystemException>(() => frame.Head(7));
    }

    private static TypedTable Table(string name) => name switch
    {
        "metrics.csv" => TypedTable.Of(MetricsRow.Columns, Rows),
        "timeline.csv" => Timeline.ReadFile(Path.Combine(Golden, name)).ToTypedTable(),
        "spectra.csv" => SpectraTable.Of(Explained),
        "verdicts.csv" => VerdictTable.Of([Explained]),
        _ => TypedTable.Of(SweepTable.Columns, Sweep),
    };

    private static DataFrame Frame(string name) => name switch
    {
        "metrics.csv" => Rows.ToDataFrame(),
        "timeline.csv" => Timeline.ReadFile(Path.Combine(Golden, name)).ToDataFrame(),
        "spectra.csv" => SpectraTable.Of(Explained).ToDataFrame(),
        "verdicts.csv" => new[] { Explained }.ToDataFrame(),
        _ => Sweep.ToDataFrame(),
    };

    private static Analysis Explained => AnalysisJson.ReadFile(Path.Combine(Golden, "analysis.json"));

    // One that was not begun, one whose time lies on the tie between two milliseconds, one without test pairs.
    private static SweepResult[] Sweep =>
    [
        new(Seed(0), SweepStatus.NotBegun, null, null),
        new(Seed(3), SweepStatus.Finished, Summary(250, null, Rows[1], 0.0125), null),
        new(Seed(17), SweepStatus.NonFinite, Summary(null, null, Rows[0], 12.5), null),
    ];

    private static SweepRun Seed(int seed) => new(new RunConfig { Model = new ModelConfig { Seed = seed } }, $"seed-{seed}");

    private static RunSummary Summary(int? train, int? test, MetricsRow final, double seconds) =>
        new(RunStatus.Finished, 300, train, test, final, 0.1, seconds, 100, 1, "cpu", MachineInfo.Current);

    private static void AssertSame(DataFrame expected, DataFrame actual)
    {
        Assert.Equal(expected.ToTypedTable().Columns, actual.ToTypedTable().Columns);
        Assert.All(
            expected.Columns.Zip(actual.Columns),
            pair => Assert.Equal(pair.First.Cast<object?>().Select(Bits), pair.Second.Cast<object?>().Select(Bits)));
    }

    private static object? Bits(object? value) => value is double number ? BitConverter.DoubleToInt64Bits(number) : value;
}
