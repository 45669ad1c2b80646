using DuckDB.NET.Data;
using Grokking.Interp;
using Grokking.Testing;
using Grokking.Training;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.Data.Analysis;

namespace Grokking.Cli.Tests;

/// <summary>What docs/tables.md shows of other programs runs as it stands, on runs with the tables that the page
/// describes.</summary>
[Collection(AloneTests.Name)]
[Trait("lane", "full")]
public sealed class TablesExampleTests : IClassFixture<TablesExampleTests.Tables>
{
    private const string Page = "docs/tables.md";

    [Fact]
    public void DuckDB_RunsEveryQueryAndFindsRows()
    {
        var queries = string.Join('\n', Blocks("sql").Single().Lines).Split(";\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, queries.Length);
        Assert.All(
            queries,
            query => Assert.True(Query(query).Count > 0 || query.Contains("WHERE key", StringComparison.Ordinal), query));
    }

    [Theory]
    [InlineData("analysis/timeline.parquet")]
    [InlineData("analysis/spectra.parquet")]
    [InlineData("../demo-seeds/seeds.parquet")]
    public void DuckDB_ReadsOurParquetToTheLastBitAndWithItsTypes(string file)
    {
        var path = Path.Combine("runs/demo", file);
        var frame = DataFrames.ReadCsv(Path.ChangeExtension(path, ".csv"));

        Assert.Equal(
            frame.Columns.Select(column =>
                (column.Name,
                    column.DataType switch { var type when type == typeof(int) => "INTEGER",
                        var type when type == typeof(double) => "DOUBLE", var type when type == typeof(bool) => "BOOLEAN",
                        _ => "VARCHAR" })),
            Query($"DESCRIBE SELECT * FROM '{path}'").Select(row => ((string)row[0]!, (string)row[1]!)));
        Assert.Equal(
            frame.Rows.Select(row => row.Select(Bits)), Query($"SELECT * FROM '{path}'").Select(row => row.Select(Bits)));
    }

    [Fact]
    public void DuckDB_ReadsExtremesGapsAndNoRowsAtAll()
    {
        Column[] columns = [new("step", typeof(int), false), new("x", typeof(double), true), new("key", typeof(bool), true),
            new("word", typeof(string), true)];
        object?[][] rows = [[int.MinValue, -0.0, null, "ω \"x\", y\n"], [0, double.Epsilon, true, null],
            [int.MaxValue, null, false, "a"], [7, double.MaxValue, null, "a"]];
        new TypedTable(columns, [.. columns.Select((_, i) => rows.Select(row => row[i]).ToList())]).WriteParquet("some.parquet");
        new TypedTable(columns, [[], [], [], []]).WriteParquet("none.parquet");

        Assert.Equal(rows.Select(row => row.Select(Bits)), Query("SELECT * FROM 'some.parquet'").Select(row => row.Select(Bits)));
        Assert.Empty(Query("SELECT * FROM 'none.parquet'"));
    }

    [Fact]
    public void DataFrames_ReadWhatDuckDBWrites()
    {
        Query("COPY (SELECT step, test_loss_answers AS test_loss, step * 2::BIGINT AS twice, test_loss_answers::FLOAT AS short "
            + "FROM 'runs/demo/analysis/timeline.parquet') TO 'duck.parquet'");

        var frame = DataFrames.ReadParquet("duck.parquet");

        Assert.Equal([typeof(int), typeof(double), typeof(long), typeof(float)], frame.Columns.Select(column => column.DataType));
        Assert.Equal(
            DataFrames.ReadCsv("runs/demo/analysis/timeline.csv")["test_loss_answers"].Cast<object?>(),
            frame["test_loss"].Cast<object?>());
    }

    [Fact]
    public void Pandas_ReadsCsv()
    {
        var result = RunPython("pandas", "needs python3 with pandas: apt-get install python3-pandas", 1);

        Assert.Contains("restricted_loss", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Pandas_ReadsParquet()
    {
        var result = RunPython(
            "pandas, pyarrow", "needs python3 with pandas and pyarrow, which Debian 12 has not: pip install pandas pyarrow", 2);

        Assert.Matches(@"neurons +(float64|Int32)", result.Out);
    }

    [Fact]
    public async Task CSharp_RunsAndWritesTheJoinedRuns()
    {
        var options = ScriptOptions.Default.AddReferences(
            typeof(Run).Assembly, typeof(DataFrames).Assembly, typeof(DataFrame).Assembly).AddImports("System");

        await CSharpScript.RunAsync(
            string.Join('\n', Blocks("csharp").Single().Lines), options,
            cancellationToken: TestContext.Current.CancellationToken);

        var steps = Run.Open("runs/demo").Steps.Count;
        Assert.Equal([[(long)steps]], Query("SELECT count(test_loss_answers_other) FROM 'runs/both.parquet'"));
    }

    private static IEnumerable<DocsBlock> Blocks(string language) =>
        DocsPages.BlocksOf(Page).Where(block => block.Language == language);

    private static ToolResult RunPython(string modules, string reason, int blocks)
    {
        var python = Python.With(modules);
        Assert.SkipWhen(python is null, reason);

        var result = ToolProcess.RunProgram(
            python!, Environment.CurrentDirectory,
            ["-c", string.Join('\n', Blocks("py").Take(blocks).SelectMany(block => block.Lines))]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result;
    }

    private static List<object?[]> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }
        return rows;
    }

    private static object? Bits(object? value) => value is double number ? BitConverter.DoubleToInt64Bits(number) : value;

    /// <summary>A folder with the runs of the page and their tables, CSV and Parquet; the current one while it lives.</summary>
    public sealed class Tables : IDisposable
    {
        private readonly DocsWorkspace workspace = new();

        public Tables()
        {
            workspace.ProvideRuns(["runs/demo", "runs/other"]);
            File.WriteAllText("tiny.json", ConfigJson.Write(TinyRun.Config));
            Assert.Equal(0, Tool.Run("analyze", "runs/demo", "runs/other", "--parquet").ExitCode);
            Assert.Equal(0, Tool.Run("train", "tiny.json", "--seeds", "0,1", "--out", "runs/demo-seeds", "--parquet").ExitCode);
        }

        public void Dispose() => workspace.Dispose();
    }
}
