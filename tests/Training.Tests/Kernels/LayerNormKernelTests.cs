namespace Grokking.Training.Tests;

public sealed class LayerNormKernelTests
{
    private const float Epsilon = 1e-5f;

    // A handful of float32 roundings on values of order 1 to 10.
    private const double Tolerance = 5e-6;

    public static TheoryData<int> Sizes() => [2, 3, 7, 8, 9, 15, 16, 17, 33, 113, 128];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Forward_AtAnySize_AgreesWithDoublePrecision(int size)
    {
        var (input, weight, bias) = (Shifted(size), TestNumbers.Uniform(size, 2), TestNumbers.Uniform(size, 3));
        var output = new float[size];
        LayerNormKernel.Forward(input, weight, bias, Epsilon, output, out var mean, out var inverseStd);
        var expected = Reference(TestNumbers.Widened(input), weight, bias);
        Assert.Equal(input.Average(x => (double)x), mean, Tolerance);
        for (var i = 0; i < size; i++)
        {
            Assert.Equal(expected[i], output[i], Tolerance);
        }
        Assert.True(inverseStd > 0);
    }

    [Fact]
    public void Forward_OnEqualInputs_GivesTheBias()
    {
        float[] bias = [1, -2, 3];
        var output = new float[3];
        LayerNormKernel.Forward([5, 5, 5], [1, 2, 3], bias, Epsilon, output, out _, out var inverseStd);
        Assert.Equal(bias, output);
        Assert.Equal(1 / Math.Sqrt(Epsilon), inverseStd, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Backward_AtAnySize_IsTheSlopeInEveryArgument(int size)
    {
        var (input, weight, bias) = (Shifted(size), TestNumbers.Uniform(size, 5), TestNumbers.Uniform(size, 6));
        var gradOutput = TestNumbers.Uniform(size, 7);
        var (gradInput, gradWeight, gradBias) = (new float[size], new float[size], new float[size]);
        LayerNormKernel.Forward(input, weight, bias, Epsilon, new float[size], out var mean, out var inverseStd);
        LayerNormKernel.Backward(input, weight, mean, inverseStd, gradOutput, gradInput, gradWeight, gradBias);
        double Loss(double[] x) => Reference(x, weight, bias).Zip(gradOutput, (value, gradient) => value * gradient).Sum();
        for (var i = 0; i < size; i++)
        {
            // The slope grows with 1/std, and with it its rounding.
            Assert.Equal(TestNumbers.Slope(Loss, TestNumbers.Widened(input), i), gradInput[i], Tolerance * (1 + inverseStd));
            Assert.Equal(gradOutput[i] * (input[i] - mean) * inverseStd, gradWeight[i], Tolerance);
            Assert.Equal(gradOutput[i], gradBias[i]);
        }
    }

    [Fact]
    public void Backward_CalledTwice_AddsIntoWeightAndBiasAlone()
    {
        float[] input = [1, 2, 4], weight = [1, 1, 2], gradOutput = [1, 0, -1];
        var (gradInput, gradWeight, gradBias) = (new float[3], new float[3], new float[3]);
        LayerNormKernel.Forward(input, weight, new float[3], Epsilon, new float[3], out var mean, out var inverseStd);
        LayerNormKernel.Backward(input, weight, mean, inverseStd, gradOutput, gradInput, gradWeight, gradBias);
        var (once, onceWeight, onceBias) = ((float[])gradInput.Clone(), (float[])gradWeight.Clone(), (float[])gradBias.Clone());
        LayerNormKernel.Backward(input, weight, mean, inverseStd, gradOutput, gradInput, gradWeight, gradBias);
        Assert.Equal(once, gradInput);
        Assert.Equal(onceWeight.Select(x => 2 * x), gradWeight);
        Assert.Equal(onceBias.Select(x => 2 * x), gradBias);
    }

    private static float[] Shifted(int size) => [.. TestNumbers.Uniform(size, size, 2).Select(x => x + 1)];

    private static double[] Reference(double[] input, float[] weight, float[] bias)
    {
        var mean = input.Average();
        var std = Math.Sqrt(input.Average(x => (x - mean) * (x - mean)) + Epsilon);
        return [.. input.Select((x, i) => (x - mean) / std * weight[i] + bias[i])];
    }
}
