using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

/// <summary>The pointwise functions of an MLP and their derivatives. Any split of the work gives the same bits.</summary>
internal static class Activations
{
    /// <summary>post[i] = f(pre[i]). Both spans have one length and may be the same span.</summary>
    public static void Forward(ActivationKind kind, ReadOnlySpan<float> pre, Span<float> post)
    {
        Debug.Assert(pre.Length == post.Length, "one length");
        switch (kind)
        {
            case ActivationKind.Identity:
                pre.CopyTo(post);
                break;
            case ActivationKind.Relu:
                TensorPrimitives.Max(pre, 0f, post);
                break;
            case ActivationKind.Gelu:
                Pointwise.Apply<Gelu>(pre, pre, post);
                break;
            case ActivationKind.Tanh:
                Pointwise.Apply<Tanh>(pre, pre, post);
                break;
            case ActivationKind.Quadratic:
                TensorPrimitives.Multiply(pre, pre, post);
                break;
            case ActivationKind.Abs:
                TensorPrimitives.Abs(pre, post);
                break;
            case ActivationKind.Quartic:
                TensorPrimitives.Multiply(pre, pre, post);
                TensorPrimitives.Multiply(post, post, post);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "not an activation");
        }
    }

    /// <summary>
    /// gradPre[i] = gradPost[i] · f'(pre[i]), for post[i] = f(pre[i]); overwrites. All spans have one length; gradPre may be
    /// gradPost itself. Only Tanh looks at post, Tanh does not look at pre.
    /// </summary>
    public static void Backward(
        ActivationKind kind, ReadOnlySpan<float> pre, ReadOnlySpan<float> post, ReadOnlySpan<float> gradPost, Span<float> gradPre)
    {
        Debug.Assert(pre.Length == gradPre.Length && post.Length == pre.Length && gradPost.Length == pre.Length, "one length");
        switch (kind)
        {
            case ActivationKind.Identity:
                gradPost.CopyTo(gradPre);
                break;
            case ActivationKind.Relu:
                ReluBackward(pre, gradPost, gradPre);
                break;
            case ActivationKind.Gelu:
                Pointwise.Apply<GeluBackward>(pre, gradPost, gradPre);
                break;
            case ActivationKind.Tanh:
                Pointwise.Apply<TanhBackward>(post, gradPost, gradPre);
                break;
            case ActivationKind.Quadratic:
                TensorPrimitives.AddMultiply(pre, pre, gradPost, gradPre);
                break;
            case ActivationKind.Abs:
                for (var i = 0; i < pre.Length; i++)
                {
                    gradPre[i] = gradPost[i] * MathF.Sign(pre[i]);
                }
                break;
            case ActivationKind.Quartic:
                for (var i = 0; i < pre.Length; i++)
                {
                    gradPre[i] = gradPost[i] * 4 * pre[i] * pre[i] * pre[i];
                }
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "not an activation");
        }
    }

    // post = max(pre, 0). A comparison makes a mask of all ones or zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReluBackward(ReadOnlySpan<float> pre, ReadOnlySpan<float> gradPost, Span<float> gradPre)
    {
        var lanes = Vector512<float>.Count;
        var i = 0;
        for (; i <= pre.Length - lanes; i += lanes)
        {
            var positive = Vector512.GreaterThan(Vector512.Create(pre.Slice(i, lanes)), Vector512<float>.Zero);
            (Vector512.Create(gradPost.Slice(i, lanes)) & positive).CopyTo(gradPre.Slice(i, lanes));
        }
        for (; i < pre.Length; i++)
        {
            gradPre[i] = pre[i] > 0 ? gradPost[i] : 0;
        }
    }

    private readonly struct Gelu : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Apply(Vector512<double> x, Vector512<double> y) =>
            x * NormalDistribution.Cumulative(x, out _);
    }

    // post = x·Φ(x); post' = Φ(x) + x·φ(x).
    private readonly struct GeluBackward : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Apply(Vector512<double> x, Vector512<double> y)
        {
            var cumulative = NormalDistribution.Cumulative(x, out var density);
            return y * (cumulative + x * density);
        }
    }

    // (1 − e)/(1 + e) with e = exp(−2|x|); near zero, where 1 − e cancels, x − x³/3 with a relative error of 2/15·x⁴.
    private readonly struct Tanh : IPointwise
    {
        private const double Small = 1e-3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Apply(Vector512<double> x, Vector512<double> y)
        {
            var one = Vector512.Create(1.0);
            var size = Vector512.Abs(x);
            var e = Vector512.Exp(size * -2.0);
            var large = Vector512.CopySign((one - e) / (one + e), x);
            var near = x - x * x * x * (1.0 / 3);
            return Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512.Create(Small)), near, large);
        }
    }

    // post = tanh(pre); post' = 1 − post².
    private readonly struct TanhBackward : IPointwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Apply(Vector512<double> x, Vector512<double> y) =>
            y * (Vector512.Create(1.0) - x * x);
    }
}

/// <summary>The non-linearity of a hidden layer, applied element by element.</summary>
public enum ActivationKind
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(0, x), with derivative 0 at 0.</summary>
    Relu,

    /// <summary>x·Φ(x) with Φ the normal distribution function: the exact form through erf, not the tanh approximation.</summary>
    Gelu,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>x².</summary>
    Quadratic,

    /// <summary>|x|, with derivative 0 at 0.</summary>
    Abs,

    /// <summary>x⁴.</summary>
    Quartic,
}
