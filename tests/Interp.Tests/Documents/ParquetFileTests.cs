using FsCheck;
using FsCheck.Fluent;
using Grokking.Training;
using Parquet;
using Parquet.Schema;

namespace Grokking.Interp.Tests;

public sealed class ParquetFileTests : IDisposable
{
    private static readonly double[] Extremes =
        [0.0, -0.0, 0.1 + 0.2, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 1.0 / 3];

    private readonly TempFolder temp = new();

    private string File => temp.File("table.parquet");

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Read_OfWhatWasWritten_IsTheTableToTheLastBit() => Prop.ForAll(Tables().ToArbitrary(), table =>
    {
        table.WriteParquet(File);

        var read = ParquetFile.Read(File);

        Assert.Equal(table.Columns, read.Columns);
        Assert.All(Enumerable.Range(0, table.Columns.Count), i => Assert.Equal(table[i].Select(Bits), read[i].Select(Bits)));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_003)]
    public void Read_OfSoManyRows_HasThem(int count)
    {
        var values = Enumerable.Range(0, count).Select(i => i % 7 == 0 ? null : (object?)(i / 3.0)).ToList();
        new TypedTable([new("x", typeof(double), true)], [values]).WriteParquet(File);

        Assert.Equal(values, ParquetFile.Read(File)[0]);
    }

    [Fact]
    public void Write_OfTheSameTable_GivesTheSameBytes()
    {
        var table = new TypedTable([new("step", typeof(int), false), new("word", typeof(string), true)], [[1, 2], [null, "a"]]);
        table.WriteParquet(File);
        table.WriteParquet(temp.File("again.parquet"));

        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(temp.File("again.parquet")));
    }

    [Fact]
    public void Write_OfATypeThatNoTableHas_SaysWhichAndLeavesTheEarlierFile()
    {
        temp.Write("table.parquet", "earlier");

        var error = Assert.Throws<NotSupportedException>(() =>
            new TypedTable([new("when", typeof(DateTime), true)], [[null]]).WriteParquet(File));

        Assert.Equal("column 'when': expected int, long, float, double, bool or string, got DateTime.", error.Message);
        Assert.Equal("earlier", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.EnumerateFiles(temp.Path));
    }

    [Fact]
    public async Task Read_OfSeveralRowGroups_HasAllRows()
    {
        var field = new DataField("x", typeof(long), false);
        await using (var stream = System.IO.File.Create(File))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), stream))
        {
            foreach (var group in new long[][] { [1, 2], [3] })
            {
                using var rows = writer.CreateRowGroup();
                await rows.WriteAsync<long>(field, group.AsMemory());
            }
        }

        Assert.Equal([1L, 2L, 3L], ParquetFile.Read(File)[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("step,x\n1,2\n")]
    [InlineData("PAR1 and then nothing of the kind PAR1")]
    public void Read_OfAnotherFile_NamesIt(string text)
    {
        temp.Write("table.parquet", text);

        var error = Assert.Throws<InvalidDataException>(() => ParquetFile.Read(File));

        Assert.StartsWith($"{File}: expected a ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAFileThatWasCutShort_NamesIt()
    {
        new TypedTable([new("x", typeof(int), false)], [[.. Enumerable.Range(0, 1000).Cast<object?>()]]).WriteParquet(File);
        var bytes = System.IO.File.ReadAllBytes(File);

        foreach (var kept in new[] { 3, 8, bytes.Length / 2, bytes.Length - 1 })
        {
            System.IO.File.WriteAllBytes(File, bytes[..kept]);
            Assert.StartsWith(
                File, Assert.Throws<InvalidDataException>(() => ParquetFile.Read(File)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_OfNestedColumns_NamesTheColumn()
    {
        var item = new DataField("element", typeof(int), false);
        var schema = new ParquetSchema(new ListField("lists", item));
        await using (var stream = System.IO.File.Create(File))
        await using (var writer = await ParquetWriter.CreateAsync(schema, stream))
        {
            using var rows = writer.CreateRowGroup();
            await rows.WriteAllPartsAsync<int>(
                schema.DataFields[0], new[] { 1, 2 }.AsMemory(), new[] { 2, 2 }.AsMemory(), new[] { 0, 1 }.AsMemory(),
                CancellationToken.None);
        }

        Assert.Contains(
            "lists", Assert.Throws<InvalidDataException>(() => ParquetFile.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfATableThatIsParquetAlready_KeepsItInStepWithTheCsv()
    {
        var csv = temp.File("t.csv");
        var (one, two) = (Steps(1), Steps(2));

        Assert.Equal([csv], TableFiles.Write(one, csv, parquet: false));
        Assert.Equal([csv, temp.File("t.parquet")], TableFiles.Write(one, csv, parquet: true));
        Assert.Equal([csv, temp.File("t.parquet")], TableFiles.Write(two, csv, parquet: false));

        Assert.Equal("step\n2\n", System.IO.File.ReadAllText(csv));
        Assert.Equal([2], ParquetFile.Read(temp.File("t.parquet"))[0]);
    }

    private static TypedTable Steps(int step) => new([new("step", typeof(int), false)], [[step]]);

    private static object? Bits(object? value) => value is double number ? BitConverter.DoubleToInt64Bits(number) : value;

    private static Gen<TypedTable> Tables() =>
        from count in Gen.Choose(0, 30)
        from columns in Gen.ListOf(
            Gen.OneOf(
                Column(ArbMap.Default.GeneratorFor<int>(), count), Column(ArbMap.Default.GeneratorFor<long>(), count),
                Column(Gen.OneOf(Gen.Elements(Extremes), ArbMap.Default.GeneratorFor<NormalFloat>().Select(value => value.Get)),
                    count),
                Column(ArbMap.Default.GeneratorFor<bool>(), count),
                Column(Gen.Elements("", "a", "two\nlines", "ω \"x\", y"), count)), 6)
        select new TypedTable(
            [.. columns.Select((column, i) => new Column($"column_{i}", column.Type, column.IsNullable))],
            [.. columns.Select(column => column.Values)]);

    private static Gen<(Type Type, bool IsNullable, IReadOnlyList<object?> Values)> Column<T>(Gen<T> values, int count) =>
        from isNullable in ArbMap.Default.GeneratorFor<bool>()
        from rows in Gen.ListOf(
            isNullable
                ? Gen.Frequency((3, values.Select(value => (object?)value)), (1, Gen.Constant<object?>(null)))
                : values.Select(value => (object?)value), count)
        select (typeof(T), isNullable, (IReadOnlyList<object?>)rows.ToList());
}
