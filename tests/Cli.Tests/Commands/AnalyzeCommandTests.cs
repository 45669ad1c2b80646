using System.Text.Json;
using Grokking.Interp;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class AnalyzeCommandTests
{
    [Fact]
    public void Analyze_OfAStepOfARun_ExplainsThatCheckpointAndWritesNothing()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("analyze", run, "--step", "10");
        var absent = Tool.Run("analyze", run, "--step", "11");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("a + b mod 5, step 10\n", result.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(new RunPaths(run).Analysis));
        Assert.Equal(2, absent.ExitCode);
        Assert.EndsWith("has no checkpoint of step 11; the nearest is of step 10.\n", absent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_OfAFileThatIsNoCheckpoint_SaysSo()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("analyze", folder.Write("notes.md", "# Notes"));

        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith(
            "notes.md: is no checkpoint; expected a file of the kind .safetensors, .pt or .pth, or the folder of a run.\n",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_OfARun_WritesAnalysisAndTimeline()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("analyze", run);

        var paths = new RunPaths(run);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(TinyRun.Steps, AnalysisJson.ReadFile(paths.AnalysisJson).Source.Step);
        Assert.Equal(paths.CheckpointSteps(), Timeline.ReadFile(paths.Timeline).Steps);
        Assert.Contains($"analysis     {paths.AnalysisJson}\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_OfARun_ShowsLossesFrequenciesMeasuresAndPhases()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("analyze", TinyRun.Train(folder));

        Assert.All(
            new[] { "a + b mod 5, step 40\n", "  loss ", "  accuracy ", "Key frequencies\n", "  restricted loss ", "Phases: " },
            text => Assert.Contains(text, result.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Analyze_OfACheckpoint_WritesNothing()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);
        var before = Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order().ToList();

        var result = Tool.Run("analyze", new RunPaths(run).Checkpoint(10));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void Analyze_WithParquet_WritesTheTablesBesideTheCsvAndKeepsThemInStep()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(TinyRun.Train(folder));
        string[] tables = [Path.ChangeExtension(paths.Spectra, ".parquet"), Path.ChangeExtension(paths.Timeline, ".parquet")];

        Assert.Equal(0, Tool.Run("analyze", paths.Folder).ExitCode);
        Assert.All(tables, table => Assert.False(File.Exists(table)));
        var result = Tool.Run("analyze", paths.Folder, "--parquet");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(tables, table => Assert.Contains($"     {table}\n", result.Out, StringComparison.Ordinal));
        Assert.Equal(paths.CheckpointSteps(), DataFrames.ReadParquet(tables[1])["step"].Cast<int>());

        Assert.Equal(0, Tool.Run("train", paths.Folder, "--resume", "--set", $"max_steps={TinyRun.Steps + 10}").ExitCode);
        Assert.Equal(0, Tool.Run("analyze", paths.Folder).ExitCode);
        Assert.Equal(TinyRun.Steps + 10, DataFrames.ReadParquet(tables[1])["step"].Cast<int>().Last());
    }

    [Fact]
    public void Analyze_OfACheckpointWithParquetAndNowhereToWrite_IsRefused()
    {
        using var folder = new TempFolder();
        var checkpoint = new RunPaths(TinyRun.Train(folder)).Checkpoint(10);

        var result = Tool.Run("analyze", checkpoint, "--parquet");

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains("of a checkpoint file no table is written without --out DIR", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, Tool.Run("analyze", checkpoint, "--parquet", "--out", folder.File("out")).ExitCode);
        Assert.Equal(
            ["analysis.json", "spectra.csv", "spectra.parquet"],
            Directory.EnumerateFiles(folder.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(GradientSymmetricity.PublishedTriples, false)]
    [InlineData(67 * 67 * 67, true, "--all-triples")]
    public void Analyze_TakesAllTriplesWhenAsked(int triples, bool exhaustive, params string[] option)
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder, "run", "--set", "p=67", "max_steps=1");

        var result = Tool.Run(["analyze", new RunPaths(run).Checkpoint(1), "--json", .. option]);

        using var json = JsonDocument.Parse(result.Out);
        var found = json.RootElement.GetProperty("circuits").GetProperty("gradient_symmetricity");
        Assert.Equal(
            (triples, exhaustive), (found.GetProperty("triples").GetInt32(), found.GetProperty("exhaustive").GetBoolean()));
    }

    [Fact]
    public void Analyze_WithOut_WritesThere()
    {
        using var folder = new TempFolder();
        var checkpoint = new RunPaths(TinyRun.Train(folder)).Checkpoint(10);

        Tool.Run("analyze", checkpoint, "--out", folder.File("explained"));

        Assert.Equal(10, AnalysisJson.ReadFile(Path.Combine(folder.File("explained"), "analysis.json")).Source.Step);
    }

    [Fact]
    public void Analyze_OfSeveralWithOut_MakesAFolderEach()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(TinyRun.Train(folder));

        Tool.Run("analyze", paths.Checkpoint(10), paths.Folder, "--out", folder.File("all"));

        Assert.True(File.Exists(Path.Combine(folder.File("all"), "step-000010", "analysis.json")));
        Assert.True(File.Exists(Path.Combine(folder.File("all"), "run", "timeline.csv")));
        Assert.False(Directory.Exists(paths.Analysis));
    }

    [Fact]
    public void Analyze_AsJson_PrintsTheAnalysisAndNothingElse()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("analyze", run, "--json");

        Assert.Equal(File.ReadAllText(new RunPaths(run).AnalysisJson), result.Out);
        Assert.Contains("Measuring", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_OfSeveralAsJson_PrintsOneArray()
    {
        using var folder = new TempFolder();
        var paths = new RunPaths(TinyRun.Train(folder));

        var result = Tool.Run("analyze", paths.Checkpoint(10), paths.Checkpoint(20), "--json");

        using var document = JsonDocument.Parse(result.Out);
        Assert.Equal(
            [10, 20],
            document.RootElement.EnumerateArray().Select(item => item.GetProperty("source").GetProperty("step").GetInt32()));
    }

    [Fact]
    public void Analyze_WithKeyFrequencies_UsesThem()
    {
        using var folder = new TempFolder();
        var checkpoint = new RunPaths(TinyRun.Train(folder)).Checkpoint(40);

        var result = Tool.Run("analyze", checkpoint, "--json", "--key-frequencies", "2,1");

        Assert.Equal([1, 2], AnalysisJson.Read(result.Out, "output").KeyFrequencies);
    }

    [Theory]
    [InlineData("key frequency: expected 1 to 2, got 3.", "--key-frequencies", "3")]
    [InlineData("--key-frequencies: expected whole numbers separated by commas, got '1;2'.", "--key-frequencies", "1;2")]
    [InlineData("architecture 'transformr' is unknown.", "--arch", "transformr")]
    [InlineData("absent.json", "--split", "absent.json")]
    public void Analyze_WithWrongOption_SaysWhatWasExpected(string message, string option, string value)
    {
        using var folder = new TempFolder();

        var result = Tool.Run("analyze", new RunPaths(TinyRun.Train(folder)).Checkpoint(40), option, value);

        Assert.Equal(
            (2, ""),
            (result.ExitCode,
                result.Out.Replace("Analysing", "", StringComparison.Ordinal).Contains("loss", StringComparison.Ordinal)
                    ? "a result" : ""));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_WithASplitOfAnotherModulus_Refuses()
    {
        using var folder = new TempFolder();
        var split = folder.Write("split.json", """{ "p": 7, "train": [0, 1] }""");

        var result = Tool.Run("analyze", new RunPaths(TinyRun.Train(folder)).Checkpoint(40), "--split", split);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'p' is 7, but the operation's is 5.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_OfAFolderWithoutRun_Refuses()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("analyze", folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected a run's folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_OfATextFile_Refuses()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("analyze", folder.Write("note.safetensors", "not a checkpoint at all"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("note.safetensors: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("lane", "full")]
    public void Analyze_OfAPublishedCheckpoint_SaysWhatItWasTakenFor()
    {
        var result = Tool.Run("analyze", Fixtures.Path("pizza", "model_p99zdpze5l.pt"));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("read as", result.Out, StringComparison.Ordinal);
        Assert.Contains("a + b mod 59", result.Out, StringComparison.Ordinal);
    }
}
