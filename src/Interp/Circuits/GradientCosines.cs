using System.Numerics.Tensors;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Cosines between the gradients at the first two positions, summed up as they come.</summary>
/// <param name="width">Width of a gradient, d_model.</param>
internal sealed class GradientCosines(int width)
{
    private readonly double[] first = new double[width];
    private readonly double[] second = new double[width];
    private double sum;
    private double squares;
    private int count;
    private int undefined;

    /// <summary>Adds one cosine an example.</summary>
    /// <param name="gradients">[batch, pos, d_model], with at least two positions.</param>
    public void Add(Tensor gradients)
    {
        var stride = gradients.Shape[1] * width;
        for (var start = 0; start < gradients.Count; start += stride)
        {
            // Squares of gradients that weight decay has made tiny would underflow in single precision.
            TensorPrimitives.ConvertTruncating<float, double>(gradients.Span.Slice(start, width), first);
            TensorPrimitives.ConvertTruncating<float, double>(gradients.Span.Slice(start + width, width), second);
            var lengths = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(first)) * Math.Sqrt(TensorPrimitives.SumOfSquares<double>(second));
            if (lengths > 0)
            {
                var cosine = TensorPrimitives.Dot<double>(first, second) / lengths;
                sum += cosine;
                squares += cosine * cosine;
                count++;
            }
            else
            {
                undefined++;
            }
        }
    }

    /// <summary>The mean and its error.</summary>
    public GradientSymmetricity Summary(bool exhaustive)
    {
        if (count == 0)
        {
            return new GradientSymmetricity(null, null, 0, exhaustive, undefined);
        }
        var mean = sum / count;
        var variance = Math.Max(0, (squares / count) - (mean * mean));
        double? sampled = count > 1 ? Math.Sqrt(variance / (count - 1)) : null;
        return new GradientSymmetricity(mean, exhaustive ? 0 : sampled, count, exhaustive, undefined);
    }
}
