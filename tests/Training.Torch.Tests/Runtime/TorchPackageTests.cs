using System.Reflection;

namespace Grokking.Training.Torch.Tests;

public sealed class TorchPackageTests
{
    [Fact]
    public void Versions_AreThoseOfTheTorchSharpInTheBuild()
    {
        var version =
            typeof(TorchSharp.torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        Assert.Equal(TorchPackage.TorchSharpVersion, version.Split('+')[0]);
    }

    [Fact]
    public void LibtorchVersion_IsTheOneThatTorchSharpWasMadeFor()
    {
        Libtorch.OrSkip();
        var runtime = TorchRuntime.Load();

        Assert.Equal(TorchPackage.LibtorchVersion + ".0", TorchSharp.torch.__version__);
        Assert.Equal(TorchPackage.LibtorchVersion, runtime.Version);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("")]
    public void Find_OfAnUnknownKind_SaysWhichThereAre(string kind) =>
        Assert.Contains(
            $"expected cpu or cuda, got '{kind}'.", Assert.Throws<ArgumentException>(() => TorchPackage.Find(kind)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void RequireSpace_NamesTheFolderAndBothSizes()
    {
        TorchInstaller.RequireSpace("/x", needed: 800_000_000, free: 800_000_000);

        var error = Assert.Throws<IOException>(() => TorchInstaller.RequireSpace("/x", needed: 800_000_000, free: 799_000_000));

        Assert.StartsWith(
            "/x: libtorch needs 0.80 GB of free space to be fetched and unpacked, there are 0.79 GB.", error.Message,
            StringComparison.Ordinal);
    }
}
