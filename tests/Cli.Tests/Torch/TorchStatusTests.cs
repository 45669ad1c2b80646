using System.Text.Json;
using Grokking.Training.Torch;

namespace Grokking.Cli.Tests;

/// <summary>What <c>torch status</c> says, whatever there is: it always ends with 0.</summary>
[Trait("lane", "full")]
public sealed class TorchStatusTests : IDisposable
{
    private static readonly byte[] Whole = TinyElf.WithVersions([("symbol", 2)], ("ONE", 2));
    private readonly TorchSandbox user = new();

    public void Dispose() => user.Dispose();

    [Fact]
    public void Status_WhereNothingIs_NamesTheCommandThatLiftsIt()
    {
        var result = user.Run(null, "torch", "status");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("The torch engine cannot be used yet\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("'grokking torch install cpu' fetches it", result.Out, StringComparison.Ordinal);
    }

    public static TheoryData<string, (string, byte[])[]> Broken => new()
    {
        { "neither it nor its folder lib has libtorch_cpu.so", [] },
        { "libc10.so: there is no such file", [("torch_cpu", Whole)] },
        { "libtorch_cpu.so: expected a regular file, got an empty one", [("c10", Whole), ("torch_cpu", [])] },
        { "libc10.so: at offset 0: expected a 64-bit little-endian ELF file", [("c10", new byte[100]), ("torch_cpu", Whole)] },
        { "it is damaged, or its download broke off", [("c10", Whole[..^1]), ("torch_cpu", Whole)] },
        { "libc10.so does not load on this machine", [("c10", Whole), ("torch_cpu", Whole)] },
        { "the process that loaded libtorch ended with exit code ", [("c10", TinyElf.Deadly()), ("torch_cpu", Whole)] },
    };

    [Theory, MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void Status_OfABrokenLibtorch_SaysWhatIsWrong(string problem, (string, byte[])[] files)
    {
        Assert.SkipUnless(
            TorchPackage.Platform == "linux-x64", "the files are broken as Linux on x64 would see them: run it there");

        var result = user.Run(user.Libtorch(files), "torch", "status", "--json");

        using var document = JsonDocument.Parse(result.Out);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(document.RootElement.GetProperty("ready").GetBoolean());
        Assert.Contains(problem, document.RootElement.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(document.RootElement.GetProperty("remedy").GetString()!);
    }

    [Fact]
    public void Status_WhereTheEngineCanBeUsed_NamesVersionsPlacesAndDevices()
    {
        var status = TorchProbe.Ask();
        Assert.SkipUnless(status.Ready, $"{status.Problem} {status.Remedy}");

        var result = Tool.Run("torch", "status");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains($"TorchSharp     {TorchPackage.TorchSharpVersion}\n", result.Out, StringComparison.Ordinal);
        Assert.Contains($"libtorch       {TorchPackage.LibtorchVersion}, for ", result.Out, StringComparison.Ordinal);
        Assert.Contains(status.Libtorch!.Folder + "\n", result.Out, StringComparison.Ordinal);
        Assert.Contains(status.Native + "\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("devices        cpu", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device", "cuda")]
    [InlineData("--engine", "torch")]
    [InlineData("--set", "training.engine=torch")]
    public void Train_WithoutLibtorch_SaysHowToHaveItAndMakesNoFolder(string option, string value)
    {
        var result = user.Run(null, "train", "mainline", "--out", "run", option, value);

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith(
            "grokking: engine 'torch': there is no libtorch, which the engine runs on.\n'grokking torch install cpu' fetches it",
            result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(user.Path, "run")));
    }
}
