using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>The last neurons of a network on a group become absolute values of what they receive (Stander et al. 2024).</summary>
internal sealed class AbsoluteNeurons()
    : GroupIntervention("absolute_neurons", "the last neurons become the absolute values of what they receive")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(RepresentationView view)
    {
        var pre = view.Pairs.Activations.NeuronsPre!;
        var edited = new Tensor(new Shape(pre.Shape[0], 1, pre.Shape[1]));
        TensorPrimitives.Abs<float>(pre.Span, edited.Span);
        return [Hook.Replace(EffectiveWeights.NeuronHooks(view.Pairs.Model.Architecture)!.Value.Post, edited)];
    }
}
