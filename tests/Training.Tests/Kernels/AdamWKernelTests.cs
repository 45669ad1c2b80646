using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Grokking.Training.Tests;

public sealed class AdamWKernelTests
{
    [Fact]
    public void Update_TenTimes_GivesTheBitsOfPyTorch()
    {
        using var golden = ReadGolden();
        var root = golden.RootElement;
        var weights = Floats(root, "initial");
        var (m, v) = (new float[weights.Length], new float[weights.Length]);
        var number = 0;
        foreach (var step in root.GetProperty("steps").EnumerateArray())
        {
            AdamWKernel.Update(weights, Floats(step, "gradient"), m, v, StepOf(root, ++number));
            Assert.Equal(Floats(step, "weights"), weights);
            Assert.Equal(Floats(step, "m"), m);
            Assert.Equal(Floats(step, "v"), v);
        }
        Assert.Equal(10, number);
    }

    [Fact]
    public void Update_OnAnySplit_GivesTheSameBits()
    {
        const int size = 101;
        var step = new AdamWStep(1e-3, 1, 0.9, 0.98, 1e-8, 3);
        var gradient = TestNumbers.Uniform(size, seed: 1);
        var (whole, split) = (State(size), State(size));
        AdamWKernel.Update(whole.Weights, gradient, whole.M, whole.V, step);
        foreach (var part in new[] { 0..1, 1..18, 18..49, 49..size })
        {
            AdamWKernel.Update(
                split.Weights.AsSpan(part), gradient.AsSpan(part), split.M.AsSpan(part), split.V.AsSpan(part), step);
        }
        Assert.Equal(whole.Weights, split.Weights);
        Assert.Equal(whole.M, split.M);
        Assert.Equal(whole.V, split.V);
    }

    [Fact]
    public void Update_OnTheFirstStep_MovesByTheLearningRate()
    {
        float[] weights = [1, 1, 1], gradient = [100, -1e-4f, 0];
        AdamWKernel.Update(weights, gradient, new float[3], new float[3], new AdamWStep(1e-2, 0, 0.9, 0.999, 1e-12, 1));
        Assert.Equal([0.99f, 1.01f, 1f], weights.Select(x => MathF.Round(x, 5)));
    }

    private static (float[] Weights, float[] M, float[] V) State(int size) =>
        (TestNumbers.Uniform(size, 2), TestNumbers.Uniform(size, 3), [.. TestNumbers.Uniform(size, 4).Select(MathF.Abs)]);

    private static AdamWStep StepOf(JsonElement root, int number) => new(
        root.GetProperty("learning_rate").GetDouble(), root.GetProperty("weight_decay").GetDouble(),
        root.GetProperty("beta1").GetDouble(), root.GetProperty("beta2").GetDouble(),
        root.GetProperty("epsilon").GetDouble(), number);

    private static float[] Floats(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(x => (float)x.GetDouble())];

    private static JsonDocument ReadGolden([CallerFilePath] string here = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "Golden", "adamw.json")));
}
