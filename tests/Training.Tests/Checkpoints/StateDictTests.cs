namespace Grokking.Training.Tests;

public sealed class StateDictTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ReadStateDict_OfATrainingCheckpoint_TakesTheModelAndNotTheOptimizer()
    {
        var path = CheckpointGolden.File("training.pt");
        Assert.Equal(["model"], TorchFile.ListStateDicts(path));
        var read = TorchFile.ReadStateDict(path);
        Assert.Equal(["weight", "bias"], read.Tensors.Keys);
        Assert.Equal(new Shape(2, 3), read.Tensors["weight"].Shape);
    }

    [Fact]
    public void ReadStateDict_OfARunWithoutAKey_ListsTheCandidates()
    {
        var path = CheckpointGolden.File("runs.pt");
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.ReadStateDict(path));
        Assert.StartsWith(
            $"{path}: holds 12 state dicts; choose one by its key: 'state_dicts/0', 'state_dicts/1', ", error.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("'state_dicts/9' and 2 more.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state_dicts/0", -1f)]
    [InlineData("state_dicts/11", 10f)]
    public void ReadStateDict_OfARunWithAKey_TakesThatOne(string key, float first) =>
        Assert.Equal(first, TorchFile.ReadStateDict(CheckpointGolden.File("runs.pt"), key).Tensors["w"].Span[0]);

    [Theory]
    [InlineData("state_dicts/12")]
    [InlineData("epochs")]
    [InlineData("")]
    [InlineData("model/x/y")]
    public void ReadStateDict_WithAKeyThatIsNone_ListsTheCandidates(string key)
    {
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.ReadStateDict(CheckpointGolden.File("runs.pt"), key));
        Assert.Contains($"holds no state dict under '{key}'; it holds 'state_dicts/0'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadStateDict_WithOneUsualName_PrefersIt()
    {
        var path = Write(pickle => Entry(Entry(pickle.Op('}'), "ema"), "model_state_dict"));
        Assert.Equal(["ema", "model_state_dict"], TorchFile.ListStateDicts(path));
        Assert.Equal(2f, TorchFile.ReadStateDict(path).Tensors["model_state_dict.w"].Span[0]);
    }

    [Fact]
    public void ReadStateDict_WithTwoUsualNames_AsksWhich()
    {
        var path = Write(pickle => Entry(Entry(pickle.Op('}'), "model"), "state_dict"));
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.ReadStateDict(path));
        Assert.Contains(
            "holds 2 state dicts; choose one by its key: 'model', 'state_dict'.", error.Message, StringComparison.Ordinal);
        Assert.Equal("state_dict.w", Assert.Single(TorchFile.ReadStateDict(path, "state_dict").Tensors).Key);
    }

    [Fact]
    public void ReadStateDict_UnderAnyOnlyName_TakesIt()
    {
        var path = Write(pickle => Entry(pickle.Op('}'), "network"));
        Assert.Equal("network.w", Assert.Single(TorchFile.ReadStateDict(path).Tensors).Key);
    }

    [Fact]
    public void ReadStateDict_OfNumbersAlone_SaysWhatTheFileIs()
    {
        var path = Write(pickle => pickle.Op('}').Text("losses").Int(1).Op('s'));
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.ReadStateDict(path));
        Assert.Contains(
            "holds no state dict, a dictionary from names to tensors; it is a dictionary of 'losses'.", error.Message,
            StringComparison.Ordinal);
    }

    /// <summary>A dictionary under itself would be searched for ever.</summary>
    [Fact]
    public void ListStateDicts_OfAValueThatContainsItself_Ends()
    {
        var path = Write(pickle => Entry(pickle.Op('}').Raw((byte)'q', 0).Text("self").Raw((byte)'h', 0).Op('s'), "model"));
        Assert.Equal(["model"], TorchFile.ListStateDicts(path));
    }

    private static PickleBuilder Entry(PickleBuilder pickle, string name) =>
        pickle.Text(name).Op('}').Text(name + ".w").Tensor(4, 2, [2], [1]).Op('s').Op('s');

    private string Write(Func<PickleBuilder, PickleBuilder> build)
    {
        var path = folder.File("a.pt");
        TorchZip.Write(path, build(new PickleBuilder()).Stop(), ("archive/data/0", TorchZip.Floats(4)));
        return path;
    }
}
