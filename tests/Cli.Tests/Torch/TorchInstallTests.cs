using System.Security.Cryptography;
using System.Text;
using Grokking.Training.Torch;

namespace Grokking.Cli.Tests;

/// <summary>What <c>torch install</c> does with packages that a folder offers.</summary>
[Trait("lane", "full")]
public sealed class TorchInstallTests : IDisposable
{
    private readonly TorchSandbox user = new();

    public TorchInstallTests() =>
        Assert.SkipUnless(
            TorchPackage.Platform == "linux-x64", "libtorch comes as these packages for Linux and x64: run it there");

    public void Dispose() => user.Dispose();

    [Fact]
    public void Install_FetchesIntoThePackageFolderAndRemembersThePlace_AlsoTheSecondTime()
    {
        user.Offer(TorchPackage.Cpu.Id, TorchPackage.Cpu.Version, TorchSandbox.Libraries);

        var (first, second) = (user.Run(null, "torch", "install", "cpu"), user.Run(null, "torch", "install", "cpu"));

        var place = Path.Combine(
            user.Packages, TorchPackage.Cpu.Id, TorchPackage.Cpu.Version, "runtimes", TorchPackage.Platform, "native");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.StartsWith(
            $"{TorchPackage.Cpu.Id} {TorchPackage.Cpu.Version}: 130 MB to fetch, 598.0 MB on disk.\n", first.Out,
            StringComparison.Ordinal);
        Assert.Contains("Fetched in ", first.Out, StringComparison.Ordinal);
        Assert.Contains(place, first.Out, StringComparison.Ordinal);
        Assert.Contains($"\"folder\":\"{place}\",\"kind\":\"cpu\"", File.ReadAllText(user.Memory), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void Install_OfAPackageThatCannotBeHad_SaysSoInThreeLines(string kind)
    {
        var result = user.Run(null, "torch", "install", kind);

        var lines = result.Error.TrimEnd('\n').Split('\n');
        var package = TorchPackage.Find(kind);
        Assert.Equal((2, 3), (result.ExitCode, lines.Length));
        Assert.Equal($"grokking: engine 'torch': {package.Id} {package.Version} could not be fetched.", lines[0]);
        Assert.StartsWith(
            "The dotnet client says: error NU1101: Unable to find package " + package.Id, lines[1], StringComparison.Ordinal);
        Assert.Contains("GROKKING_LIBTORCH=DIR", lines[2], StringComparison.Ordinal);
        Assert.False(File.Exists(user.Memory));
    }

    [Fact]
    public void Install_OfADamagedPackage_SaysWhatToDeleteAndRemembersNothing()
    {
        user.Offer(
            TorchPackage.Cpu.Id, TorchPackage.Cpu.Version,
            TorchSandbox.Libraries.ToDictionary(file => file.Key, file => file.Value[..^1]));

        var result = user.Run(null, "torch", "install", "cpu");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("it is damaged, or its download broke off.", result.Error, StringComparison.Ordinal);
        Assert.Contains(
            "Delete libtorch-* in the dotnet client's package folder (dotnet nuget locals global-packages --list) and call "
                + "'grokking torch install cpu' again.", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(user.Memory));
    }

    // As the libtorch for GPUs comes: in several packages, with a large library in pieces that a target puts together before a
    // build.
    [Theory]
    [InlineData("beginning and end", 0)]
    [InlineData("something else", 2)]
    public void Install_OfALibtorchInPieces_LinksItIntoOneFolderWhenItIsWhole(string hashed, int exitCode)
    {
        var native = $"runtimes/{TorchPackage.Platform}/native";
        var targets = $"""
            <Project><Target Name="Join" BeforeTargets="PrepareForBuild" AfterTargets="ResolveReferences">
            <WriteLinesToFile File="$(MSBuildThisFileDirectory)../../{native}/libtorch_cuda_linalg.so" Lines="beginning and end" Overwrite="true" /></Target></Project>
            """;
        user.Offer("libtorch-cuda-12.8-linux-x64-part1", TorchPackage.LibtorchVersion, TorchSandbox.Libraries);
        user.Offer("libtorch-cuda-12.8-linux-x64-part2-primary", TorchPackage.LibtorchVersion, new Dictionary<string, byte[]>
        {
            [$"{native}/libtorch_cuda.so"] = TinyElf.WithVersions([("cuda", 2)], ("ONE", 2)),
            [$"{native}/libtorch_cuda_linalg.so"] = Encoding.UTF8.GetBytes("beginning"),
            [$"{native}/libtorch_cuda_linalg.so.sha"] =
                Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed + "\n")))),
            ["buildTransitive/netstandard2.0/libtorch-cuda-12.8-linux-x64-part2-primary.targets"] =
                Encoding.UTF8.GetBytes(targets),
        });
        user.Offer(
            TorchPackage.Cuda.Id, TorchPackage.Cuda.Version, new Dictionary<string, byte[]>(),
            "libtorch-cuda-12.8-linux-x64-part1", "libtorch-cuda-12.8-linux-x64-part2-primary");

        var result = user.Run(null, "torch", "install", "cuda");

        var links = Path.Combine(Path.GetDirectoryName(user.Memory)!, "libtorch-cuda");
        Assert.True(result.ExitCode == exitCode, result.Error);
        Assert.Equal(
            ["libc10.so", "libtorch.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch_cuda_linalg.so",
                "libtorch_cuda_linalg.so.sha"],
            Directory.EnumerateFiles(links).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(exitCode == 0, File.Exists(user.Memory));
        Assert.Contains(
            exitCode == 0 ? links : "libtorch_cuda_linalg.so is not what its package says.",
            exitCode == 0 ? result.Out : result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Install_Interrupted_ReturnsOneHundredAndThirty()
    {
        var result = Tool.RunInterruptedAt("Fetching", "torch", "install", "cpu");

        Assert.Equal((130, "grokking: interrupted.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("torch install: expected cpu or cuda, got nothing.", "install")]
    [InlineData("torch install: expected cpu or cuda, got 'gpu'.", "install", "gpu")]
    [InlineData("torch install: expected cpu or cuda, got --json, which belongs to 'torch status'.", "install", "cpu", "--json")]
    [InlineData("torch status: 'cpu' is one argument too many.", "status", "cpu")]
    [InlineData("torch: 'instal' is unknown. Did you mean 'install'? Known: status, install.", "instal", "cpu")]
    [InlineData("torch: expected status|install, got nothing.")]
    public void WrongCommandLine_SaysWhatWasExpected(string message, params string[] arguments)
    {
        var result = Tool.Run(["torch", .. arguments]);

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
