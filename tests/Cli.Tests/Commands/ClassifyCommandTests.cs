using System.Text.Json;
using Grokking.Interp;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class ClassifyCommandTests
{
    [Fact]
    public void Classify_OfARunThatLearnedNothing_SaysUnsolved()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("classify", TinyRun.Train(folder));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("unsolved", result.Out, StringComparison.Ordinal);
        Assert.All(result.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Classify_OfAFolderOfRuns_HasALineForEach_AndNumbersWhenAskedFor()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("runs"));
        TinyRun.Train(folder, "runs/one");
        TinyRun.Train(folder, "runs/two");

        var result = Tool.Run("classify", folder.File("runs"));

        Assert.Equal(["one", "two"], result.Out.Split('\n')[1..3].Select(line => line.Trim().Split(' ')[0]));
        Assert.DoesNotContain("clock fit", result.Out, StringComparison.Ordinal);
        Assert.Contains("clock fit", Tool.Run("classify", folder.File("runs"), "--evidence").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_WithJson_IsOneDocumentWithAnObjectForEachPath()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("classify", run, new RunPaths(run).Checkpoint(10), "--json");

        using var document = JsonDocument.Parse(result.Out);
        Assert.Equal(2, document.RootElement.GetArrayLength());
        var first = document.RootElement[0];
        Assert.Equal("unsolved", first.GetProperty("circuits").GetProperty("verdict").GetString());
        Assert.Equal("mod-add", first.GetProperty("operation").GetProperty("id").GetString());
        Assert.True(first.GetProperty("accuracy").GetProperty("all").GetDouble() is >= 0 and <= 1);
    }

    [Fact]
    public void Classify_WithCsv_IsATableWithARowForEachPath()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("classify", run, new RunPaths(run).Checkpoint(10), "--csv");

        var lines = result.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(string.Join(',', VerdictTable.Columns.Select(column => column.Name)), lines[0]);
        Assert.Equal([$"{new RunPaths(run).Checkpoint(40)},40,mod-add,5,", $"{new RunPaths(run).Checkpoint(10)},10,mod-add,5,"],
            lines[1..].Select(line => string.Concat(line.Split(',').Take(4).Select(cell => cell + ","))));
        Assert.All(lines[1..], line => Assert.Contains(",unsolved,", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--csv")]
    [InlineData("--json")]
    public void Classify_WithParquet_WritesTheTableOfCsvWhateverItPrints(string print)
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        var csv = Tool.Run("classify", run, "--csv").Out;

        var result = Tool.Run("classify", run, folder.File("absent.pt"), print, "--parquet", folder.File("v.parquet"));

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(Tool.Run("classify", run, print).Out, result.Out);
        Assert.Equal(csv, DataFrames.ReadParquet(folder.File("v.parquet")).ToTypedTable().ToCsv());
    }

    [Fact]
    public void Classify_OfNothingThatCanBeRead_LeavesTheEarlierTable()
    {
        using var folder = new TempFolder();
        folder.Write("v.parquet", "earlier");

        Assert.Equal(2, Tool.Run("classify", folder.File("absent.pt"), "--parquet", folder.File("v.parquet")).ExitCode);

        Assert.Equal("earlier", File.ReadAllText(folder.File("v.parquet")));
    }

    [Fact]
    public void Classify_WithParquetBeforeACheckpoint_DoesNotWriteOverIt()
    {
        using var folder = new TempFolder();
        var checkpoint = new RunPaths(TinyRun.Train(folder)).Checkpoint(10);
        var before = File.ReadAllBytes(checkpoint);

        var result = Tool.Run("classify", "--parquet", checkpoint, checkpoint);
        var nowhere = Tool.Run("classify", checkpoint, "--parquet", folder.File("no/v.parquet"));

        Assert.Equal((2, "", 2, ""), (result.ExitCode, result.Out, nowhere.ExitCode, nowhere.Out));
        Assert.Contains(
            $"--parquet: expected a file name that ends with .parquet, got '{checkpoint}'", result.Error,
            StringComparison.Ordinal);
        Assert.Contains("--parquet: expected a file in a folder that is there, got", nowhere.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public void Classify_WithCsvAndJson_IsRefused()
    {
        var result = Tool.Run("classify", "run", "--json", "--csv");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected one of --json and --csv, got both", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("classify", "--csv", "verdicts.csv")]
    [InlineData("classify", "--csv", "verdicts")]
    [InlineData("classify", "--json", "verdicts.json")]
    [InlineData("analyze", "--json", "analysis.json")]
    public void Table_WithAFileToWriteTo_SaysThatItGoesToStandardOutput(string command, string option, string file)
    {
        var result = Tool.Run(command, "model.pt", option, file);

        Assert.Equal(
            (2, "", $"grokking: {option} writes to standard output and takes no file: expected '{option} > {file}', got "
                + $"'{option} {file}'.\n"),
            (result.ExitCode, result.Out, result.Error));
    }

    [Theory]
    [InlineData("classify", "model.pt", "--csv", "absent.pt")]
    [InlineData("classify", "--csv", "absent")]
    public void Classify_WithAMissingPathBehindTheOption_SaysThatItIsMissing(params string[] arguments) =>
        Assert.EndsWith($"{arguments[^1]}: there is no such file.\n", Tool.Run(arguments).Error, StringComparison.Ordinal);

    [Fact]
    public void Classify_WithAPathBehindTheOption_TakesIt()
    {
        using var folder = new TempFolder();

        Assert.Equal(0, Tool.Run("classify", "--csv", TinyRun.Train(folder)).ExitCode);
    }

    [Fact]
    public void Classify_OfFilesOfOneName_TellsThemApartByTheirFolders()
    {
        using var folder = new TempFolder();
        var checkpoint = new RunPaths(TinyRun.Train(folder)).Checkpoint(10);
        foreach (var name in new[] { "one", "two" })
        {
            Directory.CreateDirectory(folder.File($"{name}/same"));
            File.Copy(checkpoint, folder.File($"{name}/same/c.safetensors"));
        }

        var result =
            Tool.Run("classify", folder.File("one/same/c.safetensors"), folder.File("two/same/c.safetensors"), checkpoint);

        Assert.Contains("  one/same/c.safetensors ", result.Out, StringComparison.Ordinal);
        Assert.Contains("  two/same/c.safetensors ", result.Out, StringComparison.Ordinal);
        Assert.Contains("  step-000010.safetensors ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_WhenAFileCannotBeRead_ReportsItAndClassifiesTheOthers()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        var broken = folder.Write("broken.safetensors", "no tensors here");

        var result = Tool.Run("classify", broken, folder.File("absent.pt"), run);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("unsolved", result.Out, StringComparison.Ordinal);
        Assert.Contains("broken.safetensors", result.Error, StringComparison.Ordinal);
        Assert.Contains("absent.pt: there is no such file", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p99zdpze5l", "pizza")]
    [InlineData("l8k1hzciux", "hybrid")]
    [InlineData("qlvxqhkvit", "torus")]
    [InlineData("f5dh675z97", "unsolved")]
    [Trait("lane", "full")]
    public void Classify_OfPublishedCheckpoints_GivesTheirVerdicts(string id, string verdict)
    {
        var result = Tool.Run("classify", Fixtures.Path("pizza", $"model_{id}.pt"), "--json");

        using var document = JsonDocument.Parse(result.Out);
        Assert.Equal(verdict, document.RootElement[0].GetProperty("circuits").GetProperty("verdict").GetString());
    }

    [Fact]
    [Trait("lane", "full")]
    public void Classify_OfAGroup_SaysByWhatItMultiplies_InJsonTextAndCsv()
    {
        var path = Fixtures.Path("groups", "A5_T_seed1", "model.pt");

        var (json, csv) = (Tool.Run("classify", path, "--json"), Tool.Run("classify", path, "--csv"));
        var text = Tool.Run("classify", path, "--evidence");

        using var document = JsonDocument.Parse(json.Out);
        var groups = document.RootElement[0].GetProperty("groups");
        Assert.Equal("both", groups.GetProperty("verdict").GetString());
        Assert.Equal("explained", groups.GetProperty("explanation").GetProperty("verdict").GetString());
        Assert.Equal("a5_3d_a", groups.GetProperty("key_representations")[0].GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement[0].GetProperty("circuits").ValueKind);
        Assert.Contains("irreps and cosets", text.Out, StringComparison.Ordinal);
        Assert.Contains("other cosets", text.Out, StringComparison.Ordinal);
        Assert.All(text.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(",both,", csv.Out, StringComparison.Ordinal);
    }
}
