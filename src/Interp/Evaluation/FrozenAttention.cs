using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

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
