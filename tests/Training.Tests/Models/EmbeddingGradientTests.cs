namespace Grokking.Training.Tests;

public sealed class EmbeddingGradientTests
{
    // A float32 logit moves by 1e-7 of itself in rounding; divided by twice the step below that is about 1e-4.
    private const float Step = 4e-3f;
    private const double Tolerance = 2e-3;

    public static TheoryData<string> Networks => EngineGolden.Names;

    /// <summary>Against central differences, by hooks that move one coordinate of the embedding of one example.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void EmbeddingGradients_AreTheSlopesOfTheLogits(string name)
    {
        var golden = EngineGolden.Load(name);
        var architecture = golden.Config.CreateArchitecture();
        var model = new Model(architecture, WeightInit.Draw(architecture, golden.Config.Model.Seed));
        int[] classes = [3, 1];
        var gradients = new List<Tensor>();

        model.EmbeddingGradients(golden.Examples, classes.Length,
            (i, weights) => SetColumn(weights, classes[i]),
            (_, gradient) => gradients.Add(gradient.Clone()));

        var (sample, misses) = (4, 0);
        for (var i = 0; i < classes.Length; i++)
        {
            for (var position = 0; position < golden.Examples.NCtx; position++)
            {
                for (var j = 0; j < architecture.DModel; j++)
                {
                    var slope = (LogitMoved(model, golden.Examples, sample, position, j, Step, classes[i])
                        - LogitMoved(model, golden.Examples, sample, position, j, -Step, classes[i])) / (2 * Step);
                    misses += Math.Abs(slope - gradients[i][sample, position, j]) > Tolerance ? 1 : 0;
                }
            }
        }
        // A ReLU that changes sides within a step bends its slope: a few coordinates may.
        Assert.True(misses <= 2, $"{misses} slopes differ");
    }

    /// <summary>Examples that are all weighed alike share what is alike in their backward passes, which changes no
    /// bit.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void EmbeddingGradients_OfAnExample_AreTheSameWhateverTheOthersWeigh(string name)
    {
        var golden = EngineGolden.Load(name);
        var architecture = golden.Config.CreateArchitecture();
        var model = new Model(architecture, WeightInit.Draw(architecture, golden.Config.Model.Seed));
        var gradients = new List<Tensor>();
        var last = golden.Examples.Count - 1;

        model.EmbeddingGradients(
            golden.Examples, 2,
            (i, weights) =>
            {
                SetColumn(weights, 2);
                weights[last, 2] = i == 0 ? 1 : 3;
            },
            (_, gradient) => gradients.Add(gradient.Clone()));

        var length = golden.Examples.NCtx * architecture.DModel;
        Assert.Equal(gradients[0].Span[..(last * length)].ToArray(), gradients[1].Span[..(last * length)].ToArray());
        Assert.NotEqual(gradients[0].Span[(last * length)..].ToArray(), gradients[1].Span[(last * length)..].ToArray());
    }

    private static void SetColumn(Tensor weights, int column)
    {
        for (var row = 0; row < weights.Shape[0]; row++)
        {
            weights[row, column] = 1;
        }
    }

    private static double LogitMoved(
        Model model, Examples examples, int sample, int position, int coordinate, float step, int column) =>
        model.Run(
            examples, new Hook(HookNames.Embed, activation => activation[sample, position, coordinate] += step))[sample, column];
}
