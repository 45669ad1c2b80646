namespace Grokking.Training;

/// <summary>The gradients of a loss with respect to the activations of one pass, by hook name.</summary>
public sealed class ActivationGradients
{
    private readonly Dictionary<string, Tensor> gradients;

    internal ActivationGradients(double loss, Tensor logits, Dictionary<string, Tensor> gradients)
    {
        this.gradients = gradients;
        (Loss, Logits) = (loss, logits);
    }

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>Logits at the last position, [batch, d_vocab_out].</summary>
    public Tensor Logits { get; }

    /// <summary>Names of the activations whose gradients were kept, in the order asked for.</summary>
    public IReadOnlyCollection<string> Names => gradients.Keys;

    /// <summary>The gradient with respect to the activation of that name: what the loss gains for one unit more of each of its
    /// values, all that is computed before held fast. Its shape is the hook point's.</summary>
    /// <exception cref="ArgumentException">It was not kept.</exception>
    public Tensor this[string name] => gradients.TryGetValue(name, out var found)
        ? found
        : throw new ArgumentException($"the gradient at '{name}' was not "
            + $"kept.{Suggest.Among(name, gradients.Keys)}", nameof(name));
}

/// <summary>A number made of logits, with its slope.</summary>
/// <param name="Of">Given the logits, [batch, d_vocab_out], and a tensor of that shape that is zero; returns the number, and
/// leaves its gradient with respect to the logits in the tensor.</param>
public sealed record LogitLoss(Func<Tensor, Tensor, double> Of)
{
    /// <summary>The mean loss over examples.</summary>
    /// <param name="examples">The examples, with one answer each.</param>
    /// <param name="kind">Which loss.</param>
    public static LogitLoss Mean(Examples examples, LossKind kind = LossKind.CrossEntropy)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var labels = examples.Labels.ToArray();
        return new LogitLoss((logits, gradient) =>
        {
            var (classes, sum) = (RequireRows(logits, labels), 0.0);
            var room = new double[classes];
            for (var row = 0; row < labels.Length; row++)
            {
                var at = row * classes;
                sum += RowLoss.RowWithGradient(
                    kind, logits.Span.Slice(at, classes), labels[row], 1.0 / labels.Length,
                        gradient.Span.Slice(at, classes), room);
            }
            return sum / labels.Length;
        });
    }

    /// <summary>The mean, over examples, of one logit each less another: <c>LogitLoss.Difference(answers, others)</c>, the
    /// metric of most patching studies.</summary>
    /// <param name="first">The class of the logit that counts, one for each example.</param>
    /// <param name="second">The class of that which is taken from it; null takes none.</param>
    public static LogitLoss Difference(IReadOnlyList<int> first, IReadOnlyList<int>? second = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        Require.That(second is null || second.Count == first.Count,
            $"expected as many classes as {first.Count}, got {second?.Count}.", nameof(second));
        return new LogitLoss((logits, gradient) =>
        {
            var (classes, sum) = (RequireRows(logits, first), 0.0);
            for (var row = 0; row < first.Count; row++)
            {
                sum += Take(first[row], 1) + (second is null ? 0 : Take(second[row], -1));

                double Take(int answer, int sign)
                {
                    Require.InRange(answer, 0, classes - 1);
                    gradient[row, answer] += (float)sign / first.Count;
                    return sign * (double)logits[row, answer];
                }
            }
            return sum / first.Count;
        });
    }

    private static int RequireRows(Tensor logits, IReadOnlyList<int> answers)
    {
        Require.That(logits.Shape[0] == answers.Count, $"expected answers of {logits.Shape[0]} examples, got "
            + $"{answers.Count}.", nameof(answers));
        return logits.Shape[1];
    }
}
