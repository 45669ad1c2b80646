using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// How alike the network treats its two inputs (Zhong et al. 2023): the mean, over triples (a, b, c), of the cosine of the angle
/// between the gradients of logit c with respect to the embeddings of a and of b, before positions are added. Near 1 in a pizza,
/// which adds the embeddings; lower in a clock, which multiplies them.
/// </summary>
/// <param name="Value">The mean, −1 to 1; null when every gradient is zero.</param>
/// <param name="StandardError">Standard error of the mean, 0 when all triples were taken; null with fewer than two
/// triples.</param>
/// <param name="Triples">Number of triples in the mean.</param>
/// <param name="Exhaustive">Whether all p³ triples were taken.</param>
/// <param name="Undefined">Number of triples left out because a gradient is zero and has no direction.</param>
public sealed record GradientSymmetricity(double? Value, double? StandardError, int Triples, bool Exhaustive, int Undefined)
{
    /// <summary>The largest modulus for which <see cref="Of(Model, BinaryOperation, TokenFormat)"/> takes all p³
    /// triples.</summary>
    public const int LargestExhaustiveP = 64;

    /// <summary>Number of triples that the paper's code samples.</summary>
    public const int PublishedTriples = 100;

    /// <summary>The seed of the paper's sample.</summary>
    public const int PublishedSeed = 42;

    // The published sample shuffles all p³ triples: 4 bytes each, 67 MB here.
    private const int LargestShuffledP = 256;

    // Many checkpoints of one p take the same sample, and shuffling 1.4 million triples of p = 113 costs as much as their
    // gradients.
    private static Drawn? last;

    /// <summary>All triples for p up to <see cref="LargestExhaustiveP"/>, the paper's sample above.</summary>
    /// <param name="model">The network.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    public static GradientSymmetricity Of(Model model, BinaryOperation operation, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Answers <= LargestExhaustiveP ? Exhaust(model, operation, format) : Sample(model, operation, format);
    }

    /// <summary>Of a checkpoint: all triples for p up to <see cref="LargestExhaustiveP"/>, the paper's sample above.</summary>
    /// <param name="checkpoint">The checkpoint; the p answers of its task are the classes c.</param>
    public static GradientSymmetricity Of(ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Of(checkpoint.Model, checkpoint.Operation, checkpoint.Format);
    }

    /// <summary>The mean over all p³ triples: one backward pass a class.</summary>
    /// <inheritdoc cref="Of(Model, BinaryOperation, TokenFormat)"/>
    public static GradientSymmetricity Exhaust(Model model, BinaryOperation operation, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        var cosines = new GradientCosines(model.Architecture.DModel, format);
        model.EmbeddingGradients(
            Examples.All(operation, format), operation.Answers, SelectClass, (_, gradients) => cosines.Add(gradients));
        return cosines.Summary(exhaustive: true);

        static void SelectClass(int c, Tensor weights)
        {
            var width = weights.Shape[1];
            for (var i = c; i < weights.Count; i += width)
            {
                weights.Span[i] = 1;
            }
        }
    }

    /// <summary>
    /// The mean over the first triples of a shuffle of all of them, listed as (a·p + b)·p + c, by Python's
    /// <c>random.Random(seed)</c>: with the defaults the sample of the paper's code. Above p = 256 the triples are drawn one by
    /// one.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="format">How a pair becomes tokens. The paper's code feeds the bare (a, b) even to networks that read "=" or
    /// two vocabularies, as <c>new TokenFormat(false, false)</c> does.</param>
    /// <param name="triples">How many, 1 to p³.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many triples.</exception>
    public static GradientSymmetricity Sample(
        Model model, BinaryOperation operation, TokenFormat format, int triples = PublishedTriples, long seed = PublishedSeed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(operation);
        var p = operation.Answers;
        Require.InRange(triples, 1, (int)Math.Min(int.MaxValue, (long)p * p * p));
        var drawn = Draw(p, triples, seed);
        var cosines = new GradientCosines(model.Architecture.DModel, format);
        var examples = new Examples(operation, format, [.. drawn.Select(triple => triple / p)]);
        model.EmbeddingGradients(examples, 1, SelectClasses, (_, gradients) => cosines.Add(gradients));
        return cosines.Summary(exhaustive: false);

        void SelectClasses(int sum, Tensor weights)
        {
            for (var i = 0; i < drawn.Length; i++)
            {
                weights[i, drawn[i] % p] = 1;
            }
        }
    }

    /// <summary>The first triples of the sample that <see cref="Sample"/> takes by default.</summary>
    /// <param name="p">The modulus.</param>
    /// <param name="count">How many, 1 to p³.</param>
    public static IReadOnlyList<(int A, int B, int C)> PublishedSample(int p, int count)
    {
        Require.InRange(count, 1, (int)Math.Min(int.MaxValue, (long)p * p * p));
        return [.. Draw(p, count, PublishedSeed).Select(triple => (triple / p / p, triple / p % p, triple % p))];
    }

    private static int[] Draw(int p, int count, long seed)
    {
        if (last is { } known && (known.P, known.Count, known.Seed) == (p, count, seed))
        {
            return known.Triples;
        }
        var drawn = Draw(p, count, new PythonRandom(seed));
        last = new Drawn(p, count, seed, drawn);
        return drawn;
    }

    private static int[] Draw(int p, int count, PythonRandom random)
    {
        if (p > LargestShuffledP)
        {
            return [.. Enumerable.Range(0, count)
                .Select(_ => (((random.RandBelow(p) * p) + random.RandBelow(p)) * p) + random.RandBelow(p))];
        }
        var all = Enumerable.Range(0, p * p * p).ToArray();
        random.Shuffle<int>(all);
        return all[..count];
    }

    private sealed record Drawn(int P, int Count, long Seed, int[] Triples);
}

/// <summary>Cosines between the gradients at the two operands, summed up as they come.</summary>
/// <param name="width">Width of a gradient, d_model.</param>
/// <param name="format">Where the operands stand.</param>
internal sealed class GradientCosines(int width, TokenFormat format)
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
            TensorPrimitives.ConvertTruncating<float, double>(
                gradients.Span.Slice(start + (format.LeftPosition * width), width), first);
            TensorPrimitives.ConvertTruncating<float, double>(
                gradients.Span.Slice(start + (format.RightPosition * width), width), second);
            var lengths = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(first)) * Math.Sqrt(
                TensorPrimitives.SumOfSquares<double>(second));
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
