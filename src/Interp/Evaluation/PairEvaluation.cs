using Grokking.Training;
using Tensor = Grokking.Training.Tensor;

namespace Grokking.Interp;

/// <summary>
/// A network on some pairs of an operation, in some order, each thing computed once on first use: what its answers score, also
/// with hooks that change it on the way. The arrays and matrices belong to it and must not be changed. Not safe for concurrent
/// use.
/// </summary>
public sealed class PairEvaluation
{
    private readonly int[]? classes;
    private readonly AnswerKey key;

    /// <summary>An evaluation of activations.</summary>
    /// <param name="activations">What the model computes on the pairs.</param>
    /// <param name="rows">Which rows belong to each part of the split.</param>
    /// <param name="labels">The answer of each pair, [pairs], 0..answers−1.</param>
    /// <param name="answers">Number of answers that are told apart.</param>
    /// <param name="classes">The class of each answer; null where they are the first classes in order.</param>
    /// <param name="taught">The answer that each pair was taught; null where they are the right ones.</param>
    internal PairEvaluation(
        FullBatchActivations activations, SplitRows rows, int[] labels, int answers, int[]? classes = null, int[]? taught = null)
    {
        key = new AnswerKey(labels, taught);
        Activations = activations;
        Rows = rows;
        Answers = answers;
        this.classes = classes;
    }

    /// <summary>What the model computes on the pairs.</summary>
    public FullBatchActivations Activations { get; }

    /// <summary>Number of pairs.</summary>
    public int Count => LabelArray.Length;

    /// <summary>Number of answers that are told apart.</summary>
    public int Answers { get; }

    /// <summary>Logits of the answers, [pairs, answers]: other classes, such as "=", are left out.</summary>
    public Matrix Logits =>
        field ??= classes is null ? Activations.Logits.Top(Count, Answers) : Gathered(Activations.Logits, classes);

    /// <summary>The answer of each pair, [pairs].</summary>
    public IReadOnlyList<int> Labels => LabelArray;

    /// <summary>The answer that each pair was taught, [pairs]: other than its own where training was on corrupted answers. Losses
    /// and accuracies of the training pairs go by it, all others by the right answers.</summary>
    public IReadOnlyList<int> Taught => TaughtArray;

    /// <summary>The loss that the network was trained with, and that it is judged by.</summary>
    public LossKind Loss => Activations.Loss;

    /// <summary>Loss and accuracy over the answers.</summary>
    public SplitScores Scores => field ??= Scorer.Score(static (_, _) => { });

    /// <summary>Loss and accuracy over all classes, "=" included: the loss that training minimises.</summary>
    public SplitScores AllClassScores => field ??= classes is null && Activations.Logits.Columns == Answers
        ? Scores
        : new LogitScorer(
            Activations.Logits, new AnswerKey([.. key.Right.Select(ClassOf)], key.Taught?.Select(ClassOf).ToArray()), Rows, Loss)
                .Score(static (_, _) => { });

    /// <summary>The network with attention frozen to its mean over the pairs; null without a model that has attention.</summary>
    public FrozenAttention? FrozenAttention => field ??= FrozenAttention.Of(this);

    /// <summary>The first layer of neurons before its non-linearity, at the last position, [pairs, d_mlp]; null without
    /// neurons.</summary>
    public Tensor? FirstNeuronsPre => field ??= FirstNeurons.Of(Activations);

    /// <summary>Runs the network on the pairs once more, with hooks that change it on the way: an ablation of one's
    /// own.</summary>
    /// <param name="hooks">Those of one name run in the order given.</param>
    /// <returns>Loss and accuracy over the answers, on training, test and all pairs.</returns>
    /// <exception cref="ArgumentException">The network has no hook point of a given name.</exception>
    /// <exception cref="InvalidOperationException">There are logits alone, without a model.</exception>
    public SplitScores Score(params IReadOnlyList<Hook> hooks) => Score(hooks, Positions.All);

    /// <summary>As <see cref="Score(IReadOnlyList{Hook})"/>, choosing which positions of the last block exist.</summary>
    /// <inheritdoc cref="Score(IReadOnlyList{Hook})"/>
    public SplitScores Score(IReadOnlyList<Hook> hooks, Positions positions) =>
        ScoreOf(Model.Run(Activations.Examples, hooks, positions));

    /// <inheritdoc cref="CheckpointEvaluation.ScoreEach"/>
    /// <exception cref="InvalidOperationException">There are logits alone, without a model.</exception>
    public IReadOnlyList<SplitScores> ScoreEach(
        IEnumerable<Hook> interventions, Positions positions = Positions.All, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(interventions);
        cancellation.ThrowIfCancellationRequested();
        var scores = new List<SplitScores>();
        Model.RunEach(Activations.Examples, interventions.Select(hook => (Hook[])[hook]), positions, (_, logits) =>
        {
            cancellation.ThrowIfCancellationRequested();
            scores.Add(ScoreOf(logits));
        });
        return scores;
    }

    /// <summary>The model.</summary>
    /// <exception cref="InvalidOperationException">There are logits alone.</exception>
    internal Model Model =>
        Activations.Model ?? throw new InvalidOperationException("expected an evaluation with a model, got logits alone.");

    /// <summary>Judges what is no scoring of logits row by row: loss and correctness of a pair by an answer.</summary>
    internal SplitScores Judge(Func<int, int, (double Loss, bool Correct)> judge) => key.Score(Rows, judge);

    /// <summary>Scores the logits after edits.</summary>
    internal LogitScorer Scorer => field ??= new LogitScorer(Logits, key, Rows, Loss);

    /// <summary>Which rows belong to each part of the split.</summary>
    internal SplitRows Rows { get; }

    /// <summary>The answer of each pair, [pairs].</summary>
    internal int[] LabelArray => key.Right;

    /// <summary>The answer that each pair was taught, [pairs].</summary>
    internal int[] TaughtArray => key.AsTaught;

    /// <summary>The class of an answer.</summary>
    internal int ClassOf(int answer) => classes is null ? answer : classes[answer];

    /// <summary>Scores what the model, or an edited one, put out on the pairs.</summary>
    internal SplitScores ScoreOf(Tensor logits) => LogitScorer.Score(logits, classes, Answers, key, Rows, Loss);

    /// <summary>The answers' logits of a pair, of what the model or an edited one put out.</summary>
    internal void Read(Tensor logits, int pair, Span<double> row) => LogitScorer.Read(logits, pair, classes, row);

    /// <summary>The pairs of a group's elements under the operation's names: (i, j) at i·n + j, its answers in the order of the
    /// elements.</summary>
    /// <param name="left">The left operand of each element, [n].</param>
    /// <param name="right">The right operand of each element, [n].</param>
    /// <param name="answers">The answer of each element, [n].</param>
    /// <param name="product">The element that two make.</param>
    internal PairEvaluation InOrder(
        IReadOnlyList<int> left, IReadOnlyList<int> right, IReadOnlyList<int> answers, Func<int, int, int> product)
    {
        var (operation, n) = (Activations.Operation, answers.Count);
        int[] rows = [.. from a in left from b in right select operation.RowOf(a * operation.Right + b)];
        int[] labels = [.. Enumerable.Range(0, n * n).Select(pair => product(pair / n, pair % n))];
        // A wrong answer from outside the group has no label; the pair then goes by its own.
        var labelOf = answers.Index().ToDictionary(item => item.Item, item => item.Index);
        int[]? taught =
            key.Taught is null ? null : [.. rows.Zip(labels, (row, own) => labelOf.GetValueOrDefault(TaughtArray[row], own))];
        return new PairEvaluation(Activations.Gather(rows), Rows.Within(rows, n), labels, n, [.. answers], taught);
    }

    private static Matrix Gathered(Matrix logits, int[] classes)
    {
        var gathered = new Matrix(logits.Rows, classes.Length);
        for (var pair = 0; pair < logits.Rows; pair++)
        {
            var source = logits.Row(pair);
            var target = gathered.Row(pair);
            for (var answer = 0; answer < classes.Length; answer++)
            {
                target[answer] = source[classes[answer]];
            }
        }
        return gathered;
    }
}
