using System.Diagnostics;
using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>Layer normalisation of one row (Ba, Kiros and Hinton 2016) as in PyTorch; the moments are taken in double.</summary>
internal static class LayerNormKernel
{
    /// <summary>output = (input − mean)·inverseStd·weight + bias, with inverseStd = 1/√(variance + epsilon);
    /// overwrites.</summary>
    /// <param name="input">[d_model], at least one element.</param>
    /// <param name="weight">[d_model].</param>
    /// <param name="bias">[d_model].</param>
    /// <param name="epsilon">Added to the variance, which is the biased one: the mean of squared deviations.</param>
    /// <param name="output">[d_model]; may be the input itself.</param>
    /// <param name="mean">Saved for the backward pass.</param>
    /// <param name="inverseStd">Saved for the backward pass.</param>
    public static void Forward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon,
        Span<float> output, out float mean, out float inverseStd)
    {
        Debug.Assert(weight.Length == input.Length && bias.Length == input.Length && output.Length == input.Length, "one length");
        var center = DoubleSums.Sum(input) / input.Length;
        var variance = DoubleSums.SumOfSquares(input, center) / input.Length;
        mean = (float)center;
        inverseStd = (float)(1 / Math.Sqrt(variance + epsilon));
        TensorPrimitives.Subtract(input, mean, output);
        TensorPrimitives.Multiply(output, inverseStd, output);
        TensorPrimitives.Multiply(output, weight, output);
        TensorPrimitives.Add(output, bias, output);
    }

    /// <summary>
    /// Overwrites gradInput, adds into gradWeight and gradBias. For output = n·weight + bias with n = (input − mean)·inverseStd
    /// and g = gradOutput·weight: gradInput = inverseStd · (g − ⟨g⟩ − n·⟨g·n⟩), where ⟨ ⟩ is the mean over the row.
    /// </summary>
    /// <param name="input">[d_model], the forward pass's input.</param>
    /// <param name="weight">[d_model].</param>
    /// <param name="mean">From the forward pass.</param>
    /// <param name="inverseStd">From the forward pass.</param>
    /// <param name="gradOutput">[d_model].</param>
    /// <param name="gradInput">[d_model]; no other span.</param>
    /// <param name="gradWeight">[d_model]; gains gradOutput · n.</param>
    /// <param name="gradBias">[d_model]; gains gradOutput.</param>
    public static void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, float mean, float inverseStd, ReadOnlySpan<float> gradOutput,
        Span<float> gradInput, Span<float> gradWeight, Span<float> gradBias)
    {
        Debug.Assert(gradOutput.Length == input.Length && gradInput.Length == input.Length, "one length");
        Debug.Assert(gradWeight.Length == input.Length && gradBias.Length == input.Length, "one length");
        TensorPrimitives.Multiply(gradOutput, weight, gradInput);
        var average = DoubleSums.Sum(gradInput) / input.Length;
        // ⟨g·n⟩ from ⟨g·input⟩: in double nothing is lost by taking the mean's part off afterwards.
        var slope = (DoubleSums.Dot(gradInput, input) / input.Length - average * mean) * inverseStd;
        for (var i = 0; i < input.Length; i++)
        {
            var normalised = (input[i] - mean) * inverseStd;
            gradInput[i] = (float)(inverseStd * (gradInput[i] - average - normalised * slope));
            gradWeight[i] += gradOutput[i] * normalised;
            gradBias[i] += gradOutput[i];
        }
    }
}
