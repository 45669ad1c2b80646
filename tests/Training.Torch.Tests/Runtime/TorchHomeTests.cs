namespace Grokking.Training.Torch.Tests;

public sealed class TorchHomeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Find_WhereNothingIs_SaysHowToFetchIt()
    {
        var error = Assert.Throws<TorchMissingException>(() => new TorchHome(folder.File("data"), null).Find());

        Assert.Contains("'grokking torch install cpu' fetches it", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lib")]
    public void Find_WhereTheVariableNamesALibtorch_TakesItBeforeAnInstalledOne(string below)
    {
        var home = new TorchHome(folder.File("data"), folder.File("given"));
        home.Remember(WithLibtorch("installed"), "cpu");

        Assert.Equal(new TorchPlace(WithLibtorch(Path.Combine("given", below).TrimEnd('/')), "GROKKING_LIBTORCH"), home.Find());
    }

    [Fact]
    public void Find_WhereTheVariableNamesAnotherFolder_SaysSo()
    {
        var error = Assert.Throws<TorchMissingException>(() => new TorchHome(folder.File("data"), folder.Path).Find());

        Assert.Contains(
            $"GROKKING_LIBTORCH names {folder.Path}, and neither it nor its folder lib has {TorchPlace.FileOf("torch_cpu")}.",
            error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_AfterRemember_GivesThePlaceUntilItIsGone()
    {
        var home = new TorchHome(folder.File("data"), "");
        var libraries = WithLibtorch("installed");
        home.Remember(libraries, "cpu");

        Assert.Equal(new TorchPlace(libraries, "grokking torch install cpu"), home.Find());

        Directory.Delete(libraries, recursive: true);
        Assert.Contains(
            $"was installed in {libraries} and is there no more", Assert.Throws<TorchMissingException>(home.Find).Problem,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{ \"kind\": \"cpu\" }")]
    [InlineData("{ \"folder\": 3, \"kind\": \"cpu\" }")]
    [InlineData("{ \"folder\": null, \"kind\": \"cpu\" }")]
    public void Find_WhereTheMemoryIsDamaged_NamesTheFile(string memory)
    {
        var home = new TorchHome(folder.Path, null);
        File.WriteAllText(home.Memory, memory);

        Assert.Contains(home.Memory, Assert.Throws<TorchMissingException>(home.Find).Problem, StringComparison.Ordinal);
    }

    private string WithLibtorch(string name)
    {
        Directory.CreateDirectory(folder.File(name));
        return Path.GetDirectoryName(folder.Write(Path.Combine(name, TorchPlace.FileOf("torch_cpu")), ""))!;
    }
}
