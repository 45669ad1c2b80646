using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>The last neurons of a network on a group become absolute values of what they receive (Stander et al. 2024).</summary>
internal sealed class AbsoluteNeurons() : Intervention("absolute_neurons", "the last neurons become the absolute values of what they receive")
{
    /// <inheritdoc/>
    public override PairEvaluation? PairsOf(CheckpointEvaluation evaluation) => evaluation?.View<RepresentationView>()?.Pairs;

    /// <inheritdoc/>
    public override string? WhyNot(CheckpointEvaluation evaluation) => evaluation.View<RepresentationView>() is { } view
        ? Missing.NeuronLogitMap(view.Pairs) ?? Missing.Inputs(view)
        : "the operation is no product of a group that is not cyclic";

    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation)
    {
        var view = evaluation.View<RepresentationView>()!;
        var pre = view.Pairs.Activations.NeuronsPre!;
        var edited = new Tensor(new Shape(pre.Shape[0], 1, pre.Shape[1]));
        TensorPrimitives.Abs<float>(pre.Span, edited.Span);
        return [Hook.Replace(EffectiveWeights.NeuronHooks(view.Pairs.Model.Architecture)!.Value.Post, edited)];
    }
}
