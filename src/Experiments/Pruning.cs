using Grokking.Interp;
using Grokking.Reports;
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

    /// <summary>Beside the paper's: half of the neurons from below, 30 % from above, and half at random.</summary>
    public static IEnumerable<Comparison> Comparisons(IReadOnlyList<Pruning> pruning) =>
    [
        Row(
            pruning, "pruning half of the neurons, lowest IPR first",
            "wrong answers as taught fall from 94 % to about 6 %, test stays above 97 %", item => item.Lowest,
            (whole, half) => half.Corrupted < 0.5 * whole.Corrupted && half.Test > 0.9 * whole.Test,
            "agrees if more than half of the memorised is lost and less than a tenth of the test accuracy"),
        Row(
            pruning, "pruning 30 % of the neurons, highest IPR first",
            "test falls from 98 % to about 1 %, wrong answers as taught stay at 97 to 99 %", item => item.Highest,
            (whole, part) => part.Test < 0.5 * whole.Test && part.Corrupted > 0.9 * whole.Corrupted,
            "agrees if more than half of the test accuracy is lost and less than a tenth of the memorised", 0.3),
        Row(
            pruning, "the control: half of the neurons in random order", "drawn in the code, and never used",
            item => item.Random, null, "the control that the paper left out"),
    ];

    /// <summary>The accuracies of the first network, in the three orders.</summary>
    public static Figure Draw(IReadOnlyList<Pruning> pruning)
    {
        Panel Of(string title, Func<Pruning, IReadOnlyList<PrunedScores>> orderOf) => new()
        {
            Title = title, X = Axis.Linear("share of neurons pruned", 0, 1), Y = Axis.Linear("accuracy", 0, 1),
            Traces = pruning.Count == 0
                ? [] : [Line(orderOf, "test", score => score.Test, ColourRole.Test),
                    Line(orderOf, "wrong answers as taught", score => score.Corrupted, ColourRole.Excluded),
                    Line(orderOf, "right training pairs", score => score.Clean, ColourRole.Train)],
        };
        return Figure.Of(
            "Pruning by inverse participation ratio", Of("lowest first", item => item.Lowest),
            Of("highest first", item => item.Highest), Of("random order", item => item.Random)) with
        {
            Caption = "One network in coexistence. Low IPR first: what was memorised goes, and generalisation stays; high first "
                + "the other way round. The random order is the control.",
        };

        LineTrace Line(
            Func<Pruning, IReadOnlyList<PrunedScores>> orderOf, string name, Func<PrunedScores, double> valueOf,
            ColourRole colour) =>
            new(name, Shares, [.. orderOf(pruning[0]).Select(score => (Value)valueOf(score))]) { Colour = colour };
    }

    private static Comparison Row(
        IReadOnlyList<Pruning> pruning, string setting, string paper, Func<Pruning, IReadOnlyList<PrunedScores>> orderOf,
        Func<PrunedScores, PrunedScores, bool>? agrees, string rule, double share = 0.5)
    {
        var place = (int)Math.Round(share * (Shares.Length - 1));
        var points = pruning.Select(item => (Whole: orderOf(item)[0], Part: orderOf(item)[place])).ToList();
        return Comparison.Of(
            setting, paper, Corruption.Notebook,
            points.Count == 0 ? "" : $"test {Words.Range(points.Select(point => point.Whole.Test))} to "
                + $"{Words.Range(points.Select(point => point.Part.Test))}, "
            + $"wrong answers as taught {Words.Range(points.Select(point => point.Whole.Corrupted))} to "
            + $"{Words.Range(points.Select(point => point.Part.Corrupted))}",
            points.Count,
            points.Count == 0 || agrees is null || points.Any(point => point.Whole.Test < 0.9)
                ? null : points.All(point => agrees(point.Whole, point.Part)),
            $"{rule}; not comparable if a network had not generalised");
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
