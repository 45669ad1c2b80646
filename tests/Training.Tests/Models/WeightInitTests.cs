namespace Grokking.Training.Tests;

public sealed class WeightInitTests
{
    // PyTorch's vectorised logarithm and cosine differ from ours in the last bits of each draw.
    private const double Tolerance = 1e-6;

    /// <summary>The first numbers of the paper's published curves: softmax over the 113 answers, without "=".</summary>
    [Fact]
    public void Draw_OfMainline_StartsWhereThePaperStarted()
    {
        var config = PresetCatalogue.Mainline.Config;
        var architecture = config.CreateArchitecture();
        var weights = WeightInit.Draw(architecture, config.Model.Seed);
        var split = config.Split.Resolve(ModularOperation.Add(113));
        var model = new Model(architecture, weights);

        Assert.Equal(4.755244681, LossOverAnswers(model, config, split.Train), Tolerance);
        Assert.Equal(4.759534885, LossOverAnswers(model, config, split.Test), Tolerance);
        Assert.Equal(1783.378, weights.SumOfSquares(), 5e-4);
        Assert.Equal(226_816, architecture.Parameters.Count);
    }

    [Fact]
    public void Draw_WithAnotherSeed_GivesOtherWeights()
    {
        var architecture = PresetCatalogue.Mainline.Config.CreateArchitecture();

        Assert.NotEqual(WeightInit.Draw(architecture, 0).Buffer, WeightInit.Draw(architecture, 1).Buffer);
    }

    private static double LossOverAnswers(Model model, RunConfig config, IReadOnlyList<int> pairs)
    {
        var examples = new Examples(config.CreateOperation(), config.CreateFormat(), [.. pairs]);
        var logits = model.Run(examples);
        var scratch = new double[113];
        var sum = 0.0;
        for (var i = 0; i < examples.Count; i++)
        {
            sum += CrossEntropy.Row(logits.Slice(i).Span[..113], examples.Labels[i], scratch);
        }
        return sum / examples.Count;
    }
}
