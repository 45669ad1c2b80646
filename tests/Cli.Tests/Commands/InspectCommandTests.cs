using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class InspectCommandTests
{
    [Fact]
    public void Inspect_OfACheckpoint_ListsTensorsAndTheRun()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("inspect", new RunPaths(run).Checkpoint(10));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("From a run, after 10 steps", result.Out, StringComparison.Ordinal);
        Assert.Matches(@"blocks\.0\.attn\.W_Q +\[2, 16, 8\] +F32 +256\n", result.Out);
    }

    [Fact]
    public void Inspect_OfTheState_ListsTheMoments()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Train(folder);

        var result = Tool.Run("inspect", new RunPaths(run).State(TinyRun.Steps));

        Assert.Matches(@"optimizer\.mean\.embed\.W_E +\[6, 16\] +F32 +96\n", result.Out);
    }

    [Fact]
    public void Inspect_OfARun_TellsItsState()
    {
        using var folder = new TempFolder();

        var result = Tool.Run("inspect", TinyRun.Train(folder));

        Assert.Contains(": finished at step 40 of 40\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("a + b mod 5 (mod-add, p = 5)", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_OfAForeignFile_KeepsItsWordsHarmless()
    {
        using var folder = new TempFolder();
        var path = folder.File("foreign.safetensors");
        var tensors = new Dictionary<string, Tensor> { ["[red]w[/]\u001b[2J"] = new(new Shape(2, 3)) };
        Safetensors.Write(path, new NamedTensors(tensors, new Dictionary<string, string> { ["note"] = "[link]\u0007" }));

        var result = Tool.Run("inspect", path);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("[red]w[/]\uFFFD[2J", result.Out, StringComparison.Ordinal);
        Assert.Contains("note  [link]\uFFFD", result.Out, StringComparison.Ordinal);
    }

    /// <summary>What turns text around, joins letters or breaks lines would make a table say something else than the file
    /// holds.</summary>
    [Fact]
    public void Inspect_OfNamesThatTurnTextAround_ShowsThemHarmless()
    {
        using var folder = new TempFolder();
        var path = folder.File("foreign.safetensors");
        var tensors = new Dictionary<string, Tensor> { ["a\u202Eb\u2066c\nd\u2028e"
            + new string('x', 5000)] = new(new Shape(2, 3)) };
        Safetensors.Write(path, new NamedTensors(tensors, new Dictionary<string, string> { ["no\u202Ete"] = "li\u202Enk" }));

        var result = Tool.Run("inspect", path);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("a\uFFFDb\uFFFDc\uFFFDd\uFFFDexxx", result.Out, StringComparison.Ordinal);
        Assert.Contains("no\uFFFDte  li\uFFFDnk", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', result.Out);
        Assert.True(result.Out.Split('\n').Max(line => line.Length) < 200, "a long name must not make every line long");
    }

    /// <summary>Twenty lists in each other, each twice in the next: half a million values to list.</summary>
    [Fact]
    public void Inspect_OfATorchFileOfManyValues_ShowsTheFirstAndHowManyThereAre()
    {
        using var folder = new TempFolder();
        byte[] pickle = [0x80, 2, (byte)'}', (byte)'q', 0, .. Enumerable.Range(1, 19).SelectMany(i =>
            new byte[] { (byte)']', (byte)'q', (byte)i, (byte)'h', (byte)(i - 1), (byte)'a', (byte)'h', (byte)(i - 1), (byte)'a',
                (byte)'K', 1, (byte)'a' }), (byte)'.'];
        using (var zip = System.IO.Compression.ZipFile.Open(folder.File("many.pt"), System.IO.Compression.ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("archive/data.pkl").Open();
            stream.Write(pickle);
        }

        var result = Tool.Run("inspect", folder.File("many.pt"));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("... and 524,227 more", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_OfATorchFile_ListsTensors()
    {
        var result = Tool.Run("inspect", Fixtures.Path("nanda", "checkpoints", "step_01000.pt"));

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"embed\.W_E +\[128, 114\] +float32 +14,592\n", result.Out);
    }
}
