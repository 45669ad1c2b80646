namespace Grokking.Training.Tests;

/// <summary>Runs of one model do not disturb each other, in a hook or side by side.</summary>
public sealed class ModelRunsTests
{
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 11 }, Model = new ModelConfig { NLayers = 2, DModel = 16, NHeads = 2, DMlp = 24 },
    };

    private readonly Model model = new(Small.CreateArchitecture(), WeightInit.Draw(Small.CreateArchitecture(), 3));
    private readonly Examples all = Examples.All(Small.CreateOperation(), Small.CreateFormat());
    private readonly Examples few = new(Small.CreateOperation(), Small.CreateFormat(), [1, 2, 3]);

    [Fact]
    public void AHook_MayRunItsModel()
    {
        var (alone, inner) = (model.Run(all).Span.ToArray(), model.Run(few).Span.ToArray());
        float[] ofHook = [];

        var logits = model.Run(all, new Hook(HookNames.MlpPost(0), _ => ofHook = model.Run(few).Span.ToArray()));

        Assert.Equal(inner, ofHook);
        Assert.Equal(alone, logits.Span.ToArray());
    }

    [Fact]
    public void RunsSideBySide_GiveTheBitsOfEachAlone()
    {
        var (alone, inner) = (model.Run(all).Span.ToArray(), model.Run(few).Span.ToArray());

        var runs = Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(4)
            .Select(i => (i, model.Run(i % 2 == 0 ? all : few).Span.ToArray())).ToList();

        Assert.All(runs, run => Assert.Equal(run.i % 2 == 0 ? alone : inner, run.Item2));
    }
}
