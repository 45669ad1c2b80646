using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// The first layer of neurons before its non-linearity, at the last position: the only layer where a function of a + b is the
/// work of attention, since every later one may have it from an earlier non-linearity.
/// </summary>
internal static class FirstNeurons
{
    /// <summary>Its hook point; null where there are no neurons.</summary>
    public static string? HookName(Architecture architecture) => architecture.Layers.FirstOrDefault(layer => layer is Mlp or Linear) switch
    {
        Mlp mlp => HookNames.MlpPre(mlp.Block),
        Linear linear => linear.PreName,
        _ => null,
    };

    /// <summary>The pre-activations of all pairs, [p², d_mlp]; of logits without a model, the recorded ones. Null without neurons.</summary>
    public static Tensor? Of(Recording recording)
    {
        if (recording.Model is not { } model || HookName(model.Architecture) is not { } name
            || SpecimenWeights.NeuronHooks(model.Architecture)?.Pre == name)
        {
            return recording.NeuronsPre;
        }
        var cache = model.RunWithCache(Examples.All(recording.Task, recording.Format), [name], Positions.ReadOut);
        return AtLastPosition(cache[name]);
    }

    /// <summary>The last position of an activation.</summary>
    /// <param name="activation">[batch, pos, n].</param>
    /// <returns>[batch, n]; the memory of the activation itself where it has one position.</returns>
    public static Tensor AtLastPosition(Tensor activation)
    {
        var (batch, positions, width) = (activation.Shape[0], activation.Shape[1], activation.Shape[2]);
        if (positions == 1)
        {
            return activation.Reshape(batch, width);
        }
        var last = new Tensor(new Shape(batch, width));
        for (var i = 0; i < batch; i++)
        {
            activation.Span.Slice(((i * positions) + positions - 1) * width, width).CopyTo(last.Slice(i).Span);
        }
        return last;
    }
}
