namespace Grokking.Training.Tests;

public sealed class ActivationGradientsTests
{
    // A mean loss moves by 1e-7 of itself in rounding; divided by twice the step below that is 5e-5.
    private const float Step = 2e-3f;
    private const double Tolerance = 5e-4;
    private const int Tried = 12;

    public static TheoryData<string> Networks => EngineGolden.Names;

    /// <summary>Against central differences at every hook point, by hooks that move one value.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void Gradients_AtEveryHookPoint_AreTheSlopesOfTheLoss(string name)
    {
        var golden = EngineGolden.Load(name);
        var examples = golden.Examples;
        var architecture = golden.Config.CreateArchitecture();
        var model = new Model(architecture, WeightInit.Draw(architecture, golden.Config.Model.Seed));
        var answers = Enumerable.Range(0, examples.Count).Select(i => i % 3).ToArray();
        var loss = LogitLoss.Difference(answers, [.. answers.Select(answer => answer + 1)]);

        var gradients = model.RunWithGradients(examples, loss);

        Assert.Equal(architecture.HookPoints, gradients.Names);
        Assert.Equal(model.Run(examples, [], Positions.All).Span.ToArray(), gradients.Logits.Span.ToArray());
        var cache = model.RunWithCache(examples);
        var random = new Random(1);
        foreach (var point in architecture.HookPoints)
        {
            Assert.Equal(cache[point].Shape, gradients[point].Shape);
            var misses = Enumerable.Range(0, Tried).Select(_ => random.Next(cache[point].Count)).Count(at =>
                Math.Abs(((Loss(point, at, Step) - Loss(point, at, -Step))
                    / (2 * Step)) - gradients[point].Span[at]) > Tolerance);
            // A ReLU that changes sides within a step bends the slope.
            Assert.True(misses <= 1, $"{point}: {misses} of {Tried} slopes differ");
        }

        double Loss(string point, int at, float step)
        {
            var logits = model.Run(examples, new Hook(point, activation => activation.Span[at] += step));
            return loss.Of(logits, new Tensor(logits.Shape));
        }
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.Mse)]
    public void Gradients_OfTheMeanLoss_AreThoseThatTrainingTakes(LossKind kind)
    {
        var golden = EngineGolden.Load(EngineGolden.Names.First().Data);
        var examples = golden.Examples;
        var architecture = golden.Config.CreateArchitecture();
        var model = new Model(architecture, WeightInit.Draw(architecture, golden.Config.Model.Seed));

        var found = model.RunWithGradients(examples, LogitLoss.Mean(examples, kind), [HookNames.Embed]);

        using var engine = new CpuEngine(architecture, model.Weights, golden.Options(threads: 1) with { Loss = kind });
        var gradients = new Weights(architecture.Parameters);
        Assert.Equal(engine.ComputeGradients(examples).Loss, found.Loss, 1e-6);
        engine.CopyGradientsTo(gradients.Buffer);
        // W_E gets the gradient of each token's places.
        for (var token = 0; token < architecture.DVocab; token++)
        {
            for (var i = 0; i < architecture.DModel; i++)
            {
                var sum = Enumerable.Range(0, examples.Tokens.Length).Where(at => examples.Tokens[at] == token)
                    .Sum(at => (double)found[HookNames.Embed].Span[(at * architecture.DModel) + i]);
                Assert.Equal(sum, gradients.W_E[token, i], 1e-6);
            }
        }
    }

    [Fact]
    public void Gradients_AtAnUnknownPoint_NameTheNearest()
    {
        var golden = EngineGolden.Load(EngineGolden.Names.First().Data);
        var architecture = golden.Config.CreateArchitecture();
        var model = new Model(architecture, WeightInit.Draw(architecture, 0));

        var unknown = Assert.Throws<ArgumentException>(() =>
            model.RunWithGradients(golden.Examples, LogitLoss.Mean(golden.Examples), ["hook_embd"]));
        var absent = Assert.Throws<ArgumentException>(() =>
            model.RunWithGradients(golden.Examples, LogitLoss.Mean(golden.Examples), [HookNames.Embed])["hook_embd"]);
        var wrong = Assert.Throws<ArgumentException>(() => model.RunWithGradients(golden.Examples, LogitLoss.Difference([1])));

        Assert.Contains("'hook_embed'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("'hook_embed'", absent.Message, StringComparison.Ordinal);
        Assert.Contains($"expected answers of {golden.Examples.Count} examples, got 1.", wrong.Message, StringComparison.Ordinal);
    }
}
