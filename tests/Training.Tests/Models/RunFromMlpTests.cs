namespace Grokking.Training.Tests;

public sealed class RunFromMlpTests
{
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 7 }, Model = new ModelConfig { DModel = 12, NHeads = 3, DMlp = 10 },
    };

    private static readonly Examples All = Examples.All(Small.CreateOperation(), Small.CreateFormat());

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void RunFromMlp_GivesTheBitsOfARunWhoseNeuronsReceiveThat(int layers, bool layerNorm)
    {
        var model = NewModel(Small.Model with { NLayers = layers, LayerNorm = layerNorm });
        var (mid, pre) = (HookNames.ResidMid(layers - 1), HookNames.MlpPre(layers - 1));
        var cache = model.RunWithCache(All, [mid, pre], Positions.ReadOut);
        var other = cache[pre].Reshape(All.Count, 10).Clone();
        foreach (ref var value in other.Span)
        {
            value = 1 - value;
        }

        Assert.True(model.RunsFromMlp);
        Assert.Equal(
            model.Run(All, [Hook.Replace(pre, other.Reshape(All.Count, 1, 10))], Positions.ReadOut).Span.ToArray(),
            model.RunFromMlp(All, cache[mid].Reshape(All.Count, 12), other).Span.ToArray());
        // Nothing of it is left for the next run.
        Assert.Equal(cache.Logits.Span.ToArray(), model.Run(All, [], Positions.ReadOut).Span.ToArray());
    }

    [Fact]
    public void RunFromMlp_OfAnotherShape_SaysWhichItExpected()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            NewModel(Small.Model).RunFromMlp(All, new Tensor(new Shape(All.Count, 12)), new Tensor(new Shape(All.Count, 11))));

        Assert.Contains($"expected [{All.Count}, 10], got [{All.Count}, 11].", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunFromMlp_WhereANormReplacesTheStream_IsRefused()
    {
        var config = PresetCatalogue.Find("power-mod-add").Config;
        var architecture = (config with { Task = config.Task with { P = 7 } }).CreateArchitecture();
        var model = new Model(architecture, WeightInit.Draw(architecture, 1));

        Assert.False(model.RunsFromMlp);
        Assert.Throws<ArgumentException>(() => model.RunFromMlp(All, new Tensor(new Shape(1)), new Tensor(new Shape(1))));
    }

    private static Model NewModel(ModelConfig config)
    {
        var architecture = (Small with { Model = config }).CreateArchitecture();
        return new Model(architecture, WeightInit.Draw(architecture, 3));
    }
}
