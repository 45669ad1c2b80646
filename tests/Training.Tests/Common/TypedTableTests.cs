using FsCheck;
using FsCheck.Fluent;

namespace Grokking.Training.Tests;

public sealed class TypedTableTests
{
    private static readonly Column[] Columns =
    [
        new("whole", typeof(int), false), new("gaps", typeof(int), true), new("number", typeof(double), false),
        new("maybe", typeof(double), true),
        new("truth", typeof(bool), false), new("unsure", typeof(bool), true), new("word", typeof(string), false),
        new("remark", typeof(string), true),
    ];

    private static readonly double[] Extremes =
        [0.0, -0.0, 0.1 + 0.2, 1.0 / 3, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 1e16, 1e15 + 0.3,
            123456789.125];

    [Fact]
    public void ToCsv_IsTheBytesThatFilesHave() => Assert.Equal(
        "whole,gaps,number,maybe,truth,unsure,word,remark\n"
        + "1,,0.30000000000000004,,true,,plain,\n"
        + "-2147483648,7,-0,5E-324,false,true,\"a, \"\"b\"\"\",\"two\nlines\"\n",
        Table([1, null, 0.1 + 0.2, null, true, null, "plain", null],
            [int.MinValue, 7, -0.0, double.Epsilon, false, true, "a, \"b\"", "two\nlines"]).ToCsv());

    [Fact]
    public void ParseCsv_OfWhatWasWritten_IsTheTableToTheLastBit() => Prop.ForAll(Tables().ToArbitrary(), table =>
    {
        var read = Parse(table.ToCsv());

        Assert.Equal(table.Columns, read.Columns);
        for (var i = 0; i < Columns.Length; i++)
        {
            Assert.Equal(table[i].Select(Bits), read[i].Select(Bits));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ParseCsv_OfAFileOfWindows_IsTheSameTable() =>
        Assert.Equal(3, TypedTable.ParseCsv("step,x\r\n3,0.5\r\n", "t.csv", Timeline)[0][0]);

    [Fact]
    public void ParseCsv_WithoutALastLineEnd_HasTheLastRow() =>
        Assert.Equal([null, null], TypedTable.ParseCsv("step,x\n1,\n2,", "t.csv", Timeline)[1]);

    [Theory]
    [InlineData("", "line 1: expected a header, got nothing")]
    [InlineData("step,x,x\n", "line 1: expected different names, got 'x' twice")]
    [InlineData("step,x\n1,2,3\n", "line 2: expected 2 values, got 3")]
    [InlineData("step,x\n1,2\n\n", "line 3: expected 2 values, got 1")]
    [InlineData("step,x\none,2\n", "line 2, step: expected a whole number, got 'one'")]
    [InlineData("step,x\n,2\n", "line 2, step: expected a whole number, got ''")]
    [InlineData("step,x\n1,2\n2.5,2\n", "line 3, step: expected a whole number, got '2.5'")]
    [InlineData("step,x\n1,NaN\n", "line 2, x: expected a finite number or nothing, got 'NaN'")]
    [InlineData("step,x\n1,1e999\n", "line 2, x: expected a finite number or nothing, got '1e999'")]
    [InlineData("step,x\n1,\"2\n3,4\n", "line 2: expected cells with commas between them, and quotes around a whole cell")]
    [InlineData("step,x\n1,2\"3\n", "line 2: expected cells with commas between them, and quotes around a whole cell")]
    [InlineData("remark,x\n\"a\nb\",2\nc,abc\n", "line 4, x: expected a finite number or nothing, got 'abc'")]
    [InlineData("unsure,x\nTrue,2\n", "line 2, unsure: expected true or false or nothing, got 'True'")]
    public void ParseCsv_OfADamagedTable_NamesThePlace(string text, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => TypedTable.ParseCsv(text, "t.csv", Timeline));

        Assert.StartsWith("t.csv, " + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WithAMissingValueWhereNoneCanBe_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new TypedTable([new("loss", typeof(double), false)], [[0.5, null]]));

        Assert.StartsWith("loss: expected a finite number in each row.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WithColumnsOfOtherLengthsOrOneName_IsRefused()
    {
        Column[] two = [new("a", typeof(int), false), new("b", typeof(int), false)];

        Assert.Contains(
            "expected 2 rows as before, got 1",
            Assert.Throws<ArgumentException>(() => new TypedTable(two, [[1, 2], [1]])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "expected 2 columns, got 1", Assert.Throws<ArgumentException>(() => new TypedTable(two, [[1, 2]])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected different names",
            Assert.Throws<ArgumentException>(() => new TypedTable([two[0], two[0]], [[], []])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Column_TakesItsTypeFromItsValues()
    {
        Column<int>[] columns =
        [
            new("a", row => row), new("b", row => (int?)row), new("c", row => row / 2.0), new("d", row => (double?)row),
            new("e", row => row > 0),
            new("f", row => "x"), new("g", row => RunStatus.Finished) { IsNullable = false }, new("h", row => (RunStatus?)null),
        ];

        Assert.Equal(
            [(typeof(int), false), (typeof(int), true), (typeof(double), false), (typeof(double), true), (typeof(bool), false),
                (typeof(string), true), (typeof(string), false), (typeof(string), true)],
            columns.Select(column => (column.Type, column.IsNullable)));
        Assert.Equal(new object?[] { 3, 3, 1.5, 3.0, true, "x", "finished", null }, columns.Select(column => column.Value(3)));
    }

    [Fact]
    public void Text_ThatIsEmpty_IsMissing() => Assert.Null(new Column<string>("a", row => row).Value(""));

    // The doubles nearest to 0.0125 and 0.0005 lie above the tie, that nearest to 1.0005 below it.
    [Theory]
    [InlineData(12.5, "12.500")]
    [InlineData(0.0125, "0.013")]
    [InlineData(0.0005, "0.001")]
    [InlineData(1.0005, "1.000")]
    [InlineData(123456.7894, "123456.789")]
    public void Column_OfThreeDecimals_HasTheValueThatItsTextSays(double seconds, string text)
    {
        var table = TypedTable.Of([new Column<double>("seconds", row => row) { Decimals = 3 }], [seconds]);

        Assert.Equal($"seconds\n{text}\n", table.ToCsv());
        Assert.Equal(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), table[0][0]);
    }

    private static Column Timeline(string name) =>
        name == "step"
            ? new Column(name, typeof(int), false) : name == "x"
            ? new Column(name, typeof(double), true) : Columns.First(column => column.Name == name);

    private static TypedTable Parse(string text) =>
        TypedTable.ParseCsv(text, "t.csv", name => Columns.First(column => column.Name == name));

    private static TypedTable Table(params object?[][] rows) =>
        new(Columns, [.. Columns.Select((_, i) => rows.Select(row => row[i]).ToList())]);

    private static object? Bits(object? value) => value is double number ? BitConverter.DoubleToInt64Bits(number) : value;

    private static Gen<TypedTable> Tables() => Row().ListOf().Select(rows => Table([.. rows]));

    private static Gen<object?[]> Row() =>
        from whole in ArbMap.Default.GeneratorFor<int>()
        from gaps in ArbMap.Default.GeneratorFor<int?>()
        from number in Number()
        from maybe in Gen.OneOf(Number().Select(value => (double?)value), Gen.Constant<double?>(null))
        from truth in ArbMap.Default.GeneratorFor<bool>()
        from unsure in ArbMap.Default.GeneratorFor<bool?>()
        from word in Word()
        from remark in Gen.OneOf(Word(), Gen.Constant<string?>(null))
        select new object?[] { whole, gaps, number, maybe, truth, unsure, word, remark };

    private static Gen<double> Number() =>
        Gen.OneOf(Gen.Elements(Extremes), ArbMap.Default.GeneratorFor<NormalFloat>().Select(value => value.Get));

    private static Gen<string?> Word() =>
        Gen.NonEmptyListOf(Gen.Elements(",", "\"", "\n", "\r\n", "a", "0.5", "true", " ", "ω"))
            .Select(parts => (string?)string.Concat(parts));
}
