using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>Where each head of the last block looks from the last position, as functions of the pair (a, b).</summary>
public sealed class AttentionMaps
{
    private readonly Tensor pattern;
    private readonly int left;
    private readonly int right;

    private AttentionMaps(Tensor pattern, int left, int right) => (this.pattern, this.left, this.right) = (pattern, left, right);

    /// <summary>Number of heads.</summary>
    public int Heads => pattern.Shape[1];

    /// <summary>Number of key positions: 0 is a, 1 is b, 2 is "=" where it is written.</summary>
    public int Keys => pattern.Shape[2];

    /// <summary>The maps of a network on all pairs of <paramref name="left"/> and <paramref name="right"/> operands, row by row;
    /// null without attention, or where the pairs are others.</summary>
    public static AttentionMaps? Of(PairEvaluation pairs, int left, int right)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Activations.Pattern is { } pattern && pairs.Count == left * right
            ? new AttentionMaps(pattern, left, right) : null;
    }

    /// <summary>Attention weight of one head to one key, [left, right] by a and b.</summary>
    /// <param name="head">Head, from 0.</param>
    /// <param name="key">Key position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head or key.</exception>
    public Matrix Map(int head, int key)
    {
        Require.InRange(head, 0, Heads - 1);
        Require.InRange(key, 0, Keys - 1);
        var map = new Matrix(left, right);
        for (var pair = 0; pair < left * right; pair++)
        {
            map.Span[pair] = pattern.Span[(((pair * Heads) + head) * Keys) + key];
        }
        return map;
    }

    /// <summary>Mean attention weight of one head to each key, [key_pos]; sums to 1 for ordinary attention.</summary>
    /// <param name="head">Head, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head.</exception>
    public IReadOnlyList<double> Means(int head) =>
        [.. Enumerable.Range(0, Keys).Select(key => TensorPrimitives.Sum<double>(Map(head, key).Span) / (left * right))];
}

/// <summary>
/// The control for second-order signals: the network with every attention weight replaced by its mean over all pairs, so that
/// attention can add but no longer multiply. What a clock can still do is the pizza in it.
/// </summary>
public sealed class FrozenAttention
{
    private readonly IReadOnlyDictionary<string, Tensor> means;

    private FrozenAttention(PairEvaluation pairs, IReadOnlyDictionary<string, Tensor> means)
    {
        this.means = means;
        var hooks = Hooks.ToList();
        if (FirstNeurons.HookName(pairs.Model.Architecture) is { } name)
        {
            hooks.Add(new Hook(name, activation => FirstNeuronsPre = FirstNeurons.AtLastPosition(activation).Clone()));
        }
        Scores = pairs.Score(hooks, Positions.ReadOut);
    }

    /// <summary>Loss and accuracy over the answers with attention frozen.</summary>
    public SplitScores Scores { get; }

    /// <summary>What the first layer of neurons receives with attention frozen, [pairs, d_mlp]; null without neurons.</summary>
    public Tensor? FirstNeuronsPre { get; private set; }

    /// <summary>Hooks that put the mean attention weights in place of any others.</summary>
    internal IReadOnlyList<Hook> Hooks =>
        [.. means.Select(pair => new Hook(pair.Key, activation => Fill(activation, pair.Value)))];

    /// <summary>Freezes the attention of a network; null without a model that has attention.</summary>
    internal static FrozenAttention? Of(PairEvaluation pairs)
    {
        if (pairs.Activations.Model is not { } model || !model.Architecture.Layers.OfType<Attention>().Any())
        {
            return null;
        }
        var names =
            model.Architecture.Layers.OfType<Attention>().Select(attention => HookNames.Pattern(attention.Block)).ToArray();
        return new FrozenAttention(
            pairs, names is [var only] && pairs.Activations.Format.Template == PairTemplate.Pair
                && pairs.Activations.Pattern is { } pattern
            ? new Dictionary<string, Tensor> { [only] = Mean(only, pattern) }
            : Means(pairs.Activations, model, names));
    }

    // One run that edits nothing, so that the means of later layers are those of the intact network.
    private static Dictionary<string, Tensor> Means(FullBatchActivations activations, Model model, IEnumerable<string> names)
    {
        var means = new Dictionary<string, Tensor>();
        var hooks = names.Select(name => new Hook(name, activation => means[name] = Mean(name, activation)));
        model.Run(activations.Examples, [.. hooks], Positions.ReadOut);
        return means;
    }

    private static Tensor Mean(string name, Tensor activation)
    {
        var mean = activation.Clone();
        Hook.MeanAblate(name).Action(mean);
        return mean.Slice(0).Clone();
    }

    private static void Fill(Tensor activation, Tensor mean)
    {
        for (var start = 0; start < activation.Count; start += mean.Count)
        {
            mean.Span.CopyTo(activation.Span.Slice(start, mean.Count));
        }
    }
}
