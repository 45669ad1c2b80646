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

    [Fact]
    public void Inspect_OfATorchFile_ListsTensors()
    {
        var result = Tool.Run("inspect", Fixtures.Path("nanda", "checkpoints", "step_01000.pt"));

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"embed\.W_E +\[128, 114\] +float32 +14,592\n", result.Out);
    }
}
