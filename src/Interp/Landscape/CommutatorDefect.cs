using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>
/// How far two steps of gradient descent fail to commute: |w_AB − w_BA| / (|η·g_A|·|η·g_B|), where w_AB comes from a step on the
/// examples A and then one on B, w_BA from B and then A, and g are the gradients at the start (Xu 2026, arXiv 2602.16967). To
/// first order it is |H_B·g_A − H_A·g_B| / (|g_A|·|g_B|), whatever the step: 0 where the loss is flat or both halves see the
/// same.
/// </summary>
public static class CommutatorDefect
{
    /// <summary>The median over pairs of random, disjoint batches of a checkpoint's training pairs; NaN where a gradient
    /// vanishes.</summary>
    /// <param name="checkpoint">A checkpoint whose training pairs are known.</param>
    /// <param name="batch">Number of pairs in a batch, at most half of the training pairs.</param>
    /// <param name="draws">Number of pairs of batches, 1 or more.</param>
    /// <param name="step">η, above 0.</param>
    /// <param name="seed">Seed of the batches.</param>
    /// <param name="threads">Number of threads; the result does not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static double Of(ICheckpoint checkpoint, int batch, int draws = 5, double step = 1e-3, int seed = 0, int threads = 1)
    {
        Require.InRange(draws, 1, int.MaxValue);
        using var surface = new NetworkSurface(checkpoint, threads);
        Require.InRange(batch, 1, surface.Count / 2);
        var random = new PythonRandom(seed);
        double[] defects = [.. Enumerable.Range(0, draws).Select(_ => One())];
        Array.Sort(defects);
        return (defects[(draws - 1) / 2] + defects[draws / 2]) / 2;

        double One()
        {
            int[] order = [.. Enumerable.Range(0, surface.Count)];
            random.Shuffle(order.AsSpan());
            var (first, second) = (order[..batch], order[batch..(2 * batch)]);
            return Of(
                (weights, gradient) => surface.Loss(first, weights, gradient),
                (weights, gradient) => surface.Loss(second, weights, gradient), [.. surface.Start], step);
        }
    }

    /// <summary>The defect of two losses; NaN where one has no gradient.</summary>
    /// <param name="first">The loss on A.</param>
    /// <param name="second">The loss on B.</param>
    /// <param name="at">The weights at the start, [count].</param>
    /// <param name="step">η, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not above 0.</exception>
    public static double Of(LossSurface first, LossSurface second, double[] at, double step)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(at);
        Require.InRange(step, double.Epsilon, double.MaxValue);
        var (oneWay, lengthFirst) = Steps(first, second);
        var (otherWay, lengthSecond) = Steps(second, first);
        TensorPrimitives.Subtract(oneWay, otherWay, oneWay);
        return TensorPrimitives.Norm<double>(oneWay) / (lengthFirst * lengthSecond);

        (double[] Weights, double Length) Steps(LossSurface one, LossSurface then)
        {
            var (weights, gradient) = ((double[])at.Clone(), new double[at.Length]);
            one(weights, gradient);
            var length = step * TensorPrimitives.Norm<double>(gradient);
            TensorPrimitives.MultiplyAdd(gradient, -step, weights, weights);
            then(weights, gradient);
            TensorPrimitives.MultiplyAdd(gradient, -step, weights, weights);
            return (weights, length);
        }
    }
}
