using System.Numerics.Tensors;
using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// An edit of the running network that tests a claim about how it computes: if the claim holds, the loss stays, or falls.
/// A new one is a class and one line in <see cref="All"/>.
/// </summary>
/// <param name="id">Its id in analysis.json; never changes once released.</param>
/// <param name="description">What is edited, in one line.</param>
public abstract class Intervention(string id, string description)
{
    /// <summary>The interventions of analysis.json.</summary>
    public static IReadOnlyList<Intervention> All { get; } =
    [
        new PolynomialNeurons(),
        new ProjectedNeurons(ontoNullSpace: false),
        new ProjectedNeurons(ontoNullSpace: true),
        new SkipAblation(useMean: false),
        new SkipAblation(useMean: true),
        new AbsoluteNeurons(),
        InputIntervention.FlippedFirst,
        InputIntervention.FlippedBoth,
        InputIntervention.Swapped,
    ];

    /// <summary>Its id in analysis.json, snake case.</summary>
    public string Id { get; } = id;

    /// <summary>What is edited, in one line.</summary>
    public string Description { get; } = description;

    /// <summary>The pairs it runs on; null where the operation lacks the structure that it is about.</summary>
    public virtual PairEvaluation? PairsOf(CheckpointEvaluation evaluation) => evaluation?.Pairs;

    /// <summary>Why it does not apply to a network on such pairs; null when it does.</summary>
    public abstract string? WhyNot(CheckpointEvaluation evaluation);

    /// <summary>Runs the edited network on its pairs.</summary>
    /// <returns>Loss and accuracy over the answers.</returns>
    /// <exception cref="InvalidOperationException">It does not apply to the network.</exception>
    public SplitScores Run(CheckpointEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var pairs = PairsOf(evaluation)
            ?? throw new InvalidOperationException($"{Id}: {evaluation.Operation.Description} lacks the structure.");
        return WhyNot(evaluation) is { } reason
            ? throw new InvalidOperationException($"{Id}: {reason}.") : pairs.Score(Hooks(evaluation), Positions.ReadOut);
    }

    /// <summary>The hooks that make the edit, for a run on the pairs at the last position alone.</summary>
    protected abstract IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation);
}

/// <summary>
/// Takes the path around the last MLP out of what is read out, replaced by zero or by its mean over all pairs; the MLP itself
/// still reads the stream (Nanda et al. 2023).
/// </summary>
/// <param name="useMean">Whether the mean stays.</param>
internal sealed class SkipAblation(bool useMean) : Intervention(
    useMean ? "mean_skip" : "zero_skip",
    $"the path around the last MLP replaced by {(useMean ? "its mean over all pairs" : "zero")}")
{
    /// <inheritdoc/>
    public override string? WhyNot(CheckpointEvaluation evaluation) => Missing.Skip(evaluation.Pairs);

    /// <inheritdoc/>
    protected override IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation)
    {
        var block = evaluation.Pairs.Model.Architecture.LastMlp!.Block;
        Tensor? skip = null;
        Tensor? output = null;
        return
        [
            new Hook(HookNames.ResidMid(block), activation => skip = activation.Clone()),
            new Hook(HookNames.MlpOut(block), activation => output = activation.Clone()),
            new Hook(HookNames.ResidPost(block), activation => Replace(activation, skip!, output!)),
        ];
    }

    private void Replace(Tensor stream, Tensor skip, Tensor output)
    {
        (useMean ? Hook.MeanAblate("skip") : Hook.ZeroAblate("skip")).Action(skip);
        TensorPrimitives.Add<float>(skip.Span, output.Span, stream.Span);
    }
}

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
    protected sealed override IReadOnlyList<Hook> Hooks(CheckpointEvaluation evaluation) =>
        Hooks(evaluation.View<RepresentationView>()!);

    /// <summary>What changes the network on the way.</summary>
    protected abstract IReadOnlyList<Hook> Hooks(RepresentationView view);
}

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
