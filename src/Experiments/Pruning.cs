using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Accuracies with more and more neurons taken out, by their inverse participation ratio (Doshi et al. 2024), at each of
/// <see cref="Shares"/>.</summary>
/// <param name="Lowest">Lowest ratio first.</param>
/// <param name="Highest">Highest ratio first.</param>
/// <param name="Random">The control: in random order.</param>
internal sealed record Pruning(
    IReadOnlyList<PrunedScores> Lowest, IReadOnlyList<PrunedScores> Highest, IReadOnlyList<PrunedScores> Random)
{
    /// <summary>The shares of neurons that are taken out.</summary>
    public static readonly double[] Shares = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];

    /// <summary>Prunes the network of a run in three orders.</summary>
    public static Pruning Of(CheckpointEvaluation final)
    {
        var (model, split, operation) = (final.Pairs.Activations.Model!, final.Split!, final.Operation);
        var ipr = final.Cyclic!.NeuronParticipation!;
        int[] lowest = [.. Enumerable.Range(0, ipr.Count).OrderBy(neuron => ipr[neuron])];
        int[] random = [.. lowest.Order()];
        new PythonRandom(0).Shuffle(random.AsSpan());
        var format = final.Pairs.Activations.Format;
        var taught = split.Taught ?? [];
        var corrupted = Enumerable.Range(0, taught.Count).Where(i => taught[i] != Answer(operation, split.Train[i])).ToList();
        return new Pruning(Along(lowest), Along([.. lowest.Reverse()]), Along(random));

        List<PrunedScores> Along(int[] order) =>
            [.. Shares.Select(share => ScoreOf(Without(model, order.AsSpan(0, (int)Math.Round(share * order.Length)))))];

        PrunedScores ScoreOf(Model pruned) => new(
            Share(pruned, split.Test, i => Answer(operation, split.Test[i])),
            Share(pruned, [.. corrupted.Select(i => split.Train[i])], i => taught[corrupted[i]]),
            Share(pruned, [.. split.Train.Skip(taught.Count)], i => Answer(operation, split.Train[taught.Count + i])));

        double Share(Model pruned, IReadOnlyList<int> pairs, Func<int, int> answerOf)
        {
            var logits = Matrix.From(pruned.Run(new Examples(operation, format, [.. pairs])));
            return pairs.Count == 0
                ? 0 : Enumerable.Range(0, pairs.Count)
                .Average(i =>
                    System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(logits.Row(i)) == answerOf(i) ? 1.0 : 0);
        }
    }

    private static int Answer(BinaryOperation operation, int pair) =>
        operation.Answer(pair / operation.Right, pair % operation.Right);

    // A neuron whose weights from the operands and to the answers are zero is not there.
    private static Model Without(Model model, ReadOnlySpan<int> neurons)
    {
        var weights = new Weights(model.Weights.Table, [.. model.Weights.Buffer]);
        var (inputs, outputs) = (weights.W_E, weights.W_U);
        var (count, answers) = (model.Architecture.DModel, model.Architecture.DVocabOut);
        foreach (var neuron in neurons)
        {
            for (var token = 0; token < inputs.Count / count; token++)
            {
                inputs.Span[(token * count) + neuron] = 0;
            }
            outputs.Span.Slice(neuron * answers, answers).Clear();
        }
        return new Model(model.Architecture, weights);
    }
}

/// <summary>Accuracies of a network without some of its neurons, 0 to 1.</summary>
/// <param name="Test">On the test pairs.</param>
/// <param name="Corrupted">On the training pairs with wrong answers, by what they were taught.</param>
/// <param name="Clean">On the other training pairs.</param>
internal sealed record PrunedScores(double Test, double Corrupted, double Clean);
