namespace Grokking.Training.Tests;

public sealed class ActivationsTests
{
    // Two units in the last place of float32, for a result that is rounded once and compared with double.
    private const double Relative = 2.4e-7;

    // Central differences at 1e-5 in double are good to 1e-9; the slope itself is then rounded to float32.
    private const double SlopeTolerance = 1e-6;

    public static TheoryData<ActivationKind> Kinds() => [.. Enum.GetValues<ActivationKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_AtAnySize_AgreesWithDoublePrecision(ActivationKind kind)
    {
        foreach (var size in TestNumbers.AwkwardSizes)
        {
            var pre = TestNumbers.Uniform(size, seed: size, scale: 6);
            var post = new float[size];
            Activations.Forward(kind, pre, post);
            for (var i = 0; i < size; i++)
            {
                AssertRelative(Reference(kind, pre[i]), post[i]);
            }
        }
    }

    [Theory]
    [InlineData(ActivationKind.Gelu)]
    [InlineData(ActivationKind.Tanh)]
    public void Forward_FromTinyToHuge_KeepsRelativePrecision(ActivationKind kind)
    {
        for (var exponent = -30; exponent <= 10; exponent++)
        {
            foreach (var mantissa in new[] { 1f, 1.3f, -1f, -1.7f })
            {
                var pre = mantissa * MathF.Pow(2, exponent);
                Span<float> post = [0];
                Activations.Forward(kind, [pre], post);
                AssertRelative(Reference(kind, pre), post[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Backward_AtAnySize_IsTheSlopeTimesTheGradient(ActivationKind kind)
    {
        foreach (var size in TestNumbers.AwkwardSizes)
        {
            var (pre, gradPost) = (TestNumbers.Uniform(size, seed: size, scale: 4), TestNumbers.Uniform(size, seed: size + 1));
            var (post, gradPre) = (new float[size], new float[size]);
            Activations.Forward(kind, pre, post);
            Activations.Backward(kind, pre, post, gradPost, gradPre);
            for (var i = 0; i < size; i++)
            {
                var slope = TestNumbers.Slope(x => Reference(kind, x[0]), [pre[i]], 0);
                Assert.Equal(gradPost[i] * slope, gradPre[i], SlopeTolerance * (1 + Math.Abs(slope)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kernels_InPlace_GiveTheSameBits(ActivationKind kind)
    {
        var (pre, gradPost) = (TestNumbers.Uniform(37, seed: 1, scale: 3), TestNumbers.Uniform(37, seed: 2));
        var (post, gradPre) = (new float[37], new float[37]);
        Activations.Forward(kind, pre, post);
        Activations.Backward(kind, pre, post, gradPost, gradPre);
        Activations.Backward(kind, pre, post, gradPost, gradPost);
        Assert.Equal(gradPre, gradPost);
        Activations.Forward(kind, pre, pre);
        Assert.Equal(post, pre);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kernels_OnAnySplit_GiveTheSameBits(ActivationKind kind)
    {
        const int size = 101;
        var (pre, gradPost) = (TestNumbers.Uniform(size, seed: 3, scale: 3), TestNumbers.Uniform(size, seed: 4));
        var (post, gradPre, postParts, gradPreParts) = (new float[size], new float[size], new float[size], new float[size]);
        Activations.Forward(kind, pre, post);
        Activations.Backward(kind, pre, post, gradPost, gradPre);
        foreach (var part in new[] { 0..1, 1..18, 18..50, 50..size })
        {
            Activations.Forward(kind, pre.AsSpan(part), postParts.AsSpan(part));
            Activations.Backward(kind, pre.AsSpan(part), post.AsSpan(part), gradPost.AsSpan(part), gradPreParts.AsSpan(part));
        }
        Assert.Equal(post, postParts);
        Assert.Equal(gradPre, gradPreParts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void ReluBackward_AtZero_IsZero(int size)
    {
        var (pre, gradPost, gradPre) = (new float[size], TestNumbers.Uniform(size, seed: 5), new float[size]);
        Activations.Backward(ActivationKind.Relu, pre, pre, gradPost, gradPre);
        Assert.All(gradPre, value => Assert.Equal(0, value));
    }

    private static double Reference(ActivationKind kind, double x) => kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.Relu => Math.Max(x, 0),
        ActivationKind.Gelu => x * ComplementaryError(-x / Math.Sqrt(2)) / 2,
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Abs => Math.Abs(x),
        ActivationKind.Quartic => x * x * x * x,
        _ => x * x,
    };

    // Taylor's series near zero; further out the continued fraction, which keeps relative precision in the tail.
    private static double ComplementaryError(double z)
    {
        if (z < -1.5)
        {
            return 2 - ComplementaryError(-z);
        }
        return z > 1.5 ? FractionOfTail(z) : 1 - SeriesOfError(z);
    }

    private static double SeriesOfError(double z)
    {
        var (sum, term) = (z, z);
        for (var n = 1; n < 60; n++)
        {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double FractionOfTail(double z)
    {
        var fraction = z;
        for (var n = 200; n >= 1; n--)
        {
            fraction = z + n / 2.0 / fraction;
        }
        return Math.Exp(-z * z) / Math.Sqrt(Math.PI) / fraction;
    }

    // Below the smallest normal float32 only the absolute size counts.
    private static void AssertRelative(double expected, float actual) =>
        Assert.Equal(expected, actual, Relative * Math.Abs(expected) + 1e-37);
}
