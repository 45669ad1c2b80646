using Grokking.Training;

namespace Grokking.Interp;

/// <summary>An intervention on a network that multiplies in a group that is not cyclic.</summary>
/// <param name="id">Its id.</param>
/// <param name="description">What is edited.</param>
internal abstract class GroupIntervention(string id, string description) : Intervention(id, description)
{
    /// <inheritdoc/>
    public override PairEvaluation? PairsOf(CheckpointEvaluation evaluation) => evaluation?.View<RepresentationView>()?.Pairs;

    /// <inheritdoc/>
    public override string? WhyNot(CheckpointEvaluation evaluation) => evaluation.View<RepresentationView>() is { } view
        ? Missing.NeuronLogitMap(view.Pairs) ?? Missing.Inputs(view)
        : "the operation is no product of a group that is not cyclic";

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation) => Hooks(evaluation.View<RepresentationView>()!);

    /// <summary>What changes the network on the way.</summary>
    protected abstract IReadOnlyList<Hook> Hooks(RepresentationView view);
}
