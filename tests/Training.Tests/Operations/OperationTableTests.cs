using Grokking.Testing;

namespace Grokking.Training.Tests;

public sealed class OperationTableTests
{
    [Fact]
    public void Read_WithNames_NumbersAnswersAsTheOperands()
    {
        var table = Read(",e,a,b\ne,e,a,b\na,a,b,e\nb,b,e,a\n");

        Assert.Equal(["e", "a", "b"], table.Answers);
        Assert.Equal([0, 1, 2, 1, 2, 0, 2, 0, 1], table.Cells);
    }

    /// <summary>Sides may differ, answers may be words of their own, and pairs may have none.</summary>
    [Fact]
    public void Read_OfARelation_NumbersAnswersAsTheyCome()
    {
        var table = Read("\uFEFF,x,\"y,z\"\r\n1,yes,no\r\n2,,yes\r\n3,no,no\r\n\r\n");
        var operation = new TableOperation(table);

        Assert.Equal(["x", "y,z"], table.Right);
        Assert.Equal(["yes", "no"], table.Answers);
        Assert.Equal((3, 2, 2, 5), (operation.Left, operation.Right, operation.Answers, operation.PairCount));
        Assert.False(operation.IsDefined(1, 0));
        Assert.Equal("none", operation.Algebra.Name);
    }

    [Fact]
    public void Read_OfNumbersAlone_TakesThemAsAnswers()
    {
        var table = Read("0,3\n1,0\n2,\n");

        Assert.Equal((3, 2, 4), (table.Left.Count, table.Right.Count, table.Answers.Count));
        Assert.Equal([0, 3, 1, 0, 2, -1], table.Cells);
    }

    [Theory]
    [InlineData(",e,a\ne,e,a\na,a,x\n", "line 3, row 'a', column 'a': expected one of e, a, got 'x'.")]
    [InlineData("0,1\n1\n", "line 2: expected 2 cells, as in the first line, got 1.")]
    [InlineData("0,1\n1,-1\n", "line 2, cell 2: expected a whole number 0 to 1008, got '-1'.")]
    [InlineData("0;1\n1;0\n", "line 1, cell 1: expected a whole number 0 to 1008, got '0;1'.")]
    [InlineData("0,1009\n1,0\n", "line 1, cell 2: expected a whole number 0 to 1008, got '1009'.")]
    [InlineData(",e,e\ne,e,e\ne,e,e\n", "left: expected different names, got 'e' 2 times.")]
    [InlineData(",e,\ne,e,e\n,e,e\n", "left: expected a name for each, got an empty one.")]
    [InlineData(",a\nb,\n", "answers: expected 1 to 1009 names, got 0.")]
    [InlineData(",a\n\u001b[2J,c\n", "left: expected names of at most 100 printable characters, got '\uFFFD[2J'.")]
    [InlineData(",a\n", "expected a line for each left operand below the names, got none.")]
    [InlineData("\n", "expected a line for each left operand, got none.")]
    [InlineData("\"0,1\n", "line 1: expected cells with commas between them")]
    public void Read_OfSomethingElse_NamesTheCell(string text, string expected)
    {
        using var folder = new TempFolder();
        var path = Write(folder, text);

        var error = Assert.Throws<InvalidDataException>(() => OperationTable.Read(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    /// <summary>x − y mod 7 is Z_7 in disguise; its labels add up to those of the answer.</summary>
    [Theory]
    [InlineData("mod-sub", 7)]
    [InlineData("mod-mul", 11)]
    public void Algebra_OfAnIsotopeOfZn_IsCyclic(string id, int p)
    {
        var table = Written(OperationCatalogue.Create(id, p));

        var cyclic = Assert.IsType<Algebra.Cyclic>(table.Algebra);
        Assert.Equal(id == "mod-mul" ? p - 1 : p, cyclic.Order);
        Assert.All(
            from i in Enumerable.Range(0, cyclic.Order) from j in Enumerable.Range(0, cyclic.Order) select (i, j),
            pair => Assert.Equal(
                cyclic.Answer[(pair.i + pair.j) % cyclic.Order], table.Answer(cyclic.Left[pair.i], cyclic.Right[pair.j])));
    }

    [Fact]
    public void Algebra_OfAGroupWithOtherNames_IsTheGroup()
    {
        var table = Written(OperationCatalogue.Create(GroupOperation.SymmetricId, 24), seed: 3);

        var group = Assert.IsType<Algebra.Group>(table.Algebra);
        Assert.False(group.IsPlain);
        Assert.Equal((24, 5), (group.Structure.Order, group.Structure.Classes.Count));
        Assert.All(
            from g in Enumerable.Range(0, 24) from h in Enumerable.Range(0, 24) select (g, h),
            pair => Assert.Equal(
                group.Answer[group.Structure.Product(pair.g, pair.h)], table.Answer(group.Left[pair.g], group.Right[pair.h])));
    }

    [Fact]
    public void Config_WithATable_StandsAlone()
    {
        using var folder = new TempFolder();
        var path = Write(folder, "0,1\n1,0\n");

        var config = ConfigJson.With(new RunConfig(), [$"operation.file={path}", "train_fraction=0.5"]);
        File.Delete(path);

        Assert.Null(config.Task.File);
        var again = ConfigJson.Read(ConfigJson.Write(config), "config.json").RequireResolvedSplit("config.json");
        Assert.Equal(ConfigJson.Write(config), ConfigJson.Write(again));
        Assert.Equal(
            [0, 1, 1, 0], again.CreateOperation().Pairs.Select(pair => again.CreateOperation().Answer(pair / 2, pair % 2)));
    }

    [Fact]
    public void Config_OfAStranger_OpensNoFile()
    {
        var config = ConfigJson.Read("""{ "task": { "id": "table", "file": "/dev/zero" } }""", "config.json");

        var error = Assert.Throws<InvalidDataException>(() => config.RequireResolvedSplit("config.json"));

        Assert.StartsWith(
            "config.json: task.file: expected none, since a checkpoint and a run hold their table, got '/dev/zero'; it was not "
                + "opened.",
            error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(config.CreateOperation);
    }

    [Theory]
    [InlineData("""{ "id": "table" }""", "task.file: expected the path of a CSV file for 'table', got none.")]
    [InlineData("""{ "id": "table", "file": "" }""", "task.file: expected the path of a CSV file, got ''.")]
    [InlineData("""{ "id": "mod-add", "file": "a.csv" }""", "task.file: expected none for 'mod-add', which goes by task.p.")]
    [InlineData("""{ "id": "mod-add", "n": 4 }""", "task.n: expected none for 'mod-add', which goes by task.p.")]
    [InlineData("""{ "id": "permutation-aba", "n": 7 }""", "task.n: expected 2 to 6, got 7.")]
    [InlineData("""{ "id": "group", "group": "S9" }""", "task.group: points: expected 2 to 6, got 9.")]
    [InlineData("""{ "id": "table", "table": { "left": ["a"], "right": ["a"], "answers": ["a"], "cells": [1] } }""",
        "task.table: cells[0]: expected an answer 0 to 0, or −1 for none, got 1.")]
    [InlineData("""{ "id": "table", "table": { "left": ["a", "b"], "right": ["a"], "answers": ["a"], "cells": [0] } }""",
        "task.table: cells: expected 2·1 = 2, got 1.")]
    [InlineData("""{ "id": "table", "table": {} }""", "task.table: left: expected 1 to 1009 names, got 0.")]
    public void Config_ThatIsNotValid_NamesTheSetting(string task, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => ConfigJson.Read($$"""{ "task": {{task}} }""", "config.json"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static TableOperation Written(BinaryOperation operation, int? seed = null)
    {
        int[] names = [.. Enumerable.Range(0, operation.Answers)];
        if (seed is { } drawn)
        {
            new Random(drawn).Shuffle(names);
        }
        string[] words = [.. names.Select(name => $"w{name}")];
        int[] cells =
        [
            .. from a in Enumerable.Range(0, operation.Left) from b in Enumerable.Range(0, operation.Right)
               select operation.IsDefined(a, b) ? operation.Answer(names[a], b) : -1,
        ];
        return new TableOperation(new OperationTable { Left = words, Right = words, Answers = words, Cells = cells });
    }

    private static OperationTable Read(string text)
    {
        using var folder = new TempFolder();
        return OperationTable.Read(Write(folder, text));
    }

    private static string Write(TempFolder folder, string text)
    {
        var path = Path.Combine(folder.Path, "table.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
