using BenchmarkDotNet.Attributes;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>Softmax and loss in double, of the 3,830 rows of 114 logits of a mainline step, on one thread.</summary>
public class LossBenchmarks
{
    private const int Rows = 3830;
    private const int Classes = 114;
    private readonly float[] logits = new float[Rows * Classes];
    private readonly float[] gradients = new float[Rows * Classes];
    private readonly double[] scratch = new double[Classes];

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] = 20 * random.NextSingle();
        }
    }

    /// <summary>The losses alone.</summary>
    [Benchmark]
    public double Loss()
    {
        var sum = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            sum += CrossEntropy.Row(logits.AsSpan(row * Classes, Classes), row % Classes, scratch);
        }
        return sum;
    }

    /// <summary>Losses and gradients.</summary>
    [Benchmark]
    public double LossWithGradients()
    {
        var sum = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            var range = new Range(row * Classes, (row + 1) * Classes);
            sum += CrossEntropy.RowWithGradient(
                logits.AsSpan(range), row % Classes, 1.0 / Rows, gradients.AsSpan(range), scratch);
        }
        return sum;
    }
}
