using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// The control for second-order signals: every attention weight replaced by its mean over all p² pairs, so that attention can
/// add but no longer multiply.
/// </summary>
internal static class FrozenAttention
{
    /// <summary>The mean attention weights by hook point, each [1, n_heads, query_pos, key_pos]; empty without attention.</summary>
    public static IReadOnlyDictionary<string, Tensor> MeanPatterns(Model model, Examples examples)
    {
        var means = new Dictionary<string, Tensor>();
        // Means of later layers are those of the intact network: nothing is edited here.
        var hooks = Names(model).Select(name => new Hook(name, activation => means[name] = Mean(name, activation))).ToArray();
        if (hooks.Length > 0)
        {
            model.Run(examples, hooks, Positions.ReadOut);
        }
        return means;
    }

    /// <summary>Hooks that put the mean attention weights in place of any others.</summary>
    public static IReadOnlyList<Hook> Hooks(IReadOnlyDictionary<string, Tensor> means) =>
        [.. means.Select(pair => new Hook(pair.Key, activation => Fill(activation, pair.Value)))];

    /// <summary>The recording with attention frozen; null without a model that has attention.</summary>
    public static Recording? Of(Recording recording, IReadOnlyDictionary<string, Tensor>? means)
    {
        if (recording.Model is not { } model || means is null || means.Count == 0)
        {
            return null;
        }
        Tensor? neurons = null;
        var hooks = Hooks(means).ToList();
        if (SpecimenWeights.NeuronHooks(model.Architecture) is { } names)
        {
            hooks.Add(new Hook(names.Pre, activation => neurons = activation.Clone()));
        }
        var logits = model.Run(Examples.All(recording.Task, recording.Format), hooks, Positions.ReadOut);
        return new Recording
        {
            Task = recording.Task,
            Format = recording.Format,
            Logits = Matrix.From(logits),
            NeuronsPre = neurons?.Reshape(neurons.Shape[0], neurons.Count / Math.Max(1, neurons.Shape[0])),
        };
    }

    private static IEnumerable<string> Names(Model model) =>
        model.Architecture.Layers.OfType<Attention>().Select(attention => HookNames.Pattern(attention.Block));

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
