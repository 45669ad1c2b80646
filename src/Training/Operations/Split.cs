using System.Text.Json;

namespace Grokking.Training;

/// <summary>Which pairs are trained on. Pair indices are a·Right + b: a·p + b where both operands are numbers modulo p.</summary>
/// <param name="Train">Training pairs in the order in which they are presented.</param>
/// <param name="Test">All other pairs that are tested on.</param>
public sealed record Split(IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
    /// <summary>Answers that the first training pairs are taught in place of their own, 0 to answers − 1; none where nothing is
    /// corrupted.</summary>
    public IReadOnlyList<int> Taught { get; init; } = [];

    /// <summary>The same split with a share of its training pairs taught a uniformly drawn answer, perhaps the right one (Doshi
    /// et al. 2024).</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="fraction">ξ: the first int(ξ·pairs) are corrupted, 0 to 1.</param>
    /// <param name="seed">Seed of the draws.</param>
    public Split WithUniformAnswers(BinaryOperation operation, double fraction, int seed)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Require.InRange(fraction, 0.0, 1.0);
        var random = new PythonRandom(seed);
        return this
            with { Taught = [.. Enumerable.Range(0, (int)(fraction * Train.Count))
                .Select(_ => random.RandBelow(operation.Answers))] };
    }

    /// <summary>
    /// The same split with its first training pairs taught the answers of as many pairs drawn with replacement from all: the
    /// outliers of Power et al. (2022), some of them right.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="count">k: how many, 0 to the number of training pairs.</param>
    /// <param name="seed">Seed of the draws.</param>
    public Split WithAnswersOfOthers(BinaryOperation operation, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Require.InRange(count, 0, Train.Count);
        var random = new PythonRandom(seed);
        return this
            with { Taught = [.. Enumerable.Range(0, count)
                .Select(_ => AnswerOf(operation, operation.Pairs[random.RandBelow(operation.PairCount)]))] };
    }

    private static int AnswerOf(BinaryOperation operation, int pair) =>
        operation.Answer(pair / operation.Right, pair % operation.Right);

    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>
    /// The split of Nanda et al. (2023): the pairs in the operation's order shuffled as CPython's
    /// <c>random.seed(seed); random.shuffle(pairs)</c> does, then the first int(fraction·pairs) are for training.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="fraction">Share of pairs to train on, above 0 to 1.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    public static Split Draw(BinaryOperation operation, double fraction, int seed)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Require.That(fraction is > 0 and <= 1, $"expected above 0 to 1, got {fraction}.", nameof(fraction));
        int[] pairs = [.. operation.Pairs];
        new PythonRandom(seed).Shuffle(pairs.AsSpan());
        var trainCount = (int)(fraction * pairs.Length);
        return new Split(pairs[..trainCount], pairs[trainCount..]);
    }

    /// <summary>
    /// The test pairs (a, b) whose mirror (b, a) is not trained on: what a network that ignores the order of its operands could
    /// not have seen. None where the operands are of different kinds.
    /// </summary>
    /// <param name="operation">The operation.</param>
    public IReadOnlyList<int> TestMirrorUnseen(BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var (width, trained) = (operation.Right, Train.ToHashSet());
        return operation.Left != width ? [] : [.. Test.Where(pair => !trained.Contains(pair % width * width + pair / width))];
    }

    /// <summary>
    /// Reads a JSON file: an object with <c>train</c> and, where the rest is not meant, <c>test</c>: arrays of pair
    /// indices a·p + b. A <c>p</c> in the file must agree. Other keys are ignored.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not such a file; the message names the file, key and offending value.</exception>
    public static Split Read(string path, BinaryOperation operation)
    {
        using var document = JsonDocument.Parse(JsonInput.ReadFile(path), Lenient);
        return FromJson(document.RootElement, path, operation);
    }

    /// <summary>What is wrong with stated pairs, as a sentence that begins with their key; null when nothing is.</summary>
    /// <param name="pairs">Pair indices.</param>
    /// <param name="key">What they go by.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="taken">Which pairs were stated before; these are added.</param>
    internal static string? Problem(IReadOnlyList<int> pairs, string key, BinaryOperation operation, HashSet<int> taken)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            var pair = pairs[i];
            if (pair < 0 || pair >= operation.Left * operation.Right)
            {
                return $"{key}[{i}]: expected a pair index 0 to {operation.Left * operation.Right - 1}, got {pair}.";
            }
            if (!operation.IsDefined(pair / operation.Right, pair % operation.Right))
            {
                return $"{key}[{i}]: {operation.Description} is not defined on pair {pair}.";
            }
            if (!taken.Add(pair))
            {
                return $"{key}[{i}]: pair {pair} occurs twice.";
            }
        }
        return null;
    }

    private static Split FromJson(JsonElement root, string path, BinaryOperation operation)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("train", out var trainJson))
        {
            throw new InvalidDataException($"{path}: expected an object with an array 'train' of pair indices a·p + b.");
        }
        if (root.TryGetProperty("p", out var stated) && stated.ValueKind == JsonValueKind.Number
            && stated.GetDouble() != operation.Right)
        {
            throw new InvalidDataException(
                $"{path}: 'p' is {ForeignText.Show(stated.GetRawText())}, but the operation's is {operation.Right}.");
        }
        var taken = new HashSet<int>();
        var train = Pairs(trainJson, "train", path, operation, taken);
        if (train.Length == 0)
        {
            throw new InvalidDataException($"{path}: 'train' is empty; expected at least one pair index.");
        }
        var test = root.TryGetProperty("test", out var testJson)
            ? Pairs(testJson, "test", path, operation, taken)
            : [.. operation.Pairs.Where(pair => !taken.Contains(pair))];
        return new Split(train, test);
    }

    private static int[] Pairs(JsonElement array, string key, string path, BinaryOperation operation, HashSet<int> taken)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"{path}: '{key}': expected an array of pair indices, got {array.ValueKind}.");
        }
        int[] pairs = [.. array.EnumerateArray()
            .Select((item, i) => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var pair)
            ? pair
            : throw new InvalidDataException(
                $"{path}: '{key}'[{i}]: expected a pair index 0 to {operation.Left * operation.Right - 1}, got "
                    + $"{ForeignText.Show(item.GetRawText())}."))];
        return Problem(pairs, $"'{key}'", operation, taken) is { } problem
            ? throw new InvalidDataException($"{path}: {problem}") : pairs;
    }
}

/// <summary>Pairs of an operation as token rows with their answers. Immutable once made.</summary>
public sealed class Examples
{
    private readonly int[] tokens;
    private readonly int[] labels;

    /// <summary>Writes pairs as tokens.</summary>
    /// <param name="operation">The operation, which gives the answers.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    /// <param name="pairs">Pair indices a·Right + b of pairs on which it is defined; kept in this order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair index is out of range.</exception>
    public Examples(BinaryOperation operation, TokenFormat format, ReadOnlySpan<int> pairs)
        : this(operation, format, pairs, [])
    {
    }

    /// <summary>Writes pairs as tokens, the first of them with answers that are taught in place of the right ones.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="format">How a pair becomes tokens.</param>
    /// <param name="pairs">Pair indices a·Right + b of pairs on which it is defined; kept in this order.</param>
    /// <param name="taught">Answers of the first pairs, as many as pairs at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair index or an answer is out of range.</exception>
    public Examples(BinaryOperation operation, TokenFormat format, ReadOnlySpan<int> pairs, IReadOnlyList<int> taught)
    {
        ArgumentNullException.ThrowIfNull(taught);
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(format);
        (NCtx, Targets) = (format.NCtx, format.Targets);
        tokens = new int[pairs.Length * NCtx];
        labels = new int[pairs.Length * Targets];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (a, b) =
                Math.DivRem(Require.InRange(pairs[i], 0, operation.Left * operation.Right - 1, nameof(pairs)), operation.Right);
            Require.That(operation.IsDefined(a, b), $"({a}, {b}): {operation.Description} is not defined there.", nameof(pairs));
            var answer =
                i < taught.Count ? Require.InRange(taught[i], 0, operation.Answers - 1, nameof(taught)) : operation.Answer(a, b);
            format.Write(operation, a, b, answer, tokens.AsSpan(i * NCtx, NCtx));
            format.WriteLabels(operation, answer, labels.AsSpan(i * Targets, Targets));
        }
    }

    /// <summary>All pairs on which an operation is defined, in its order.</summary>
    public static Examples All(BinaryOperation operation, TokenFormat format)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(operation, format, [.. operation.Pairs]);
    }

    /// <summary>Number of examples.</summary>
    public int Count => labels.Length / Targets;

    /// <summary>Number of positions of each example.</summary>
    public int NCtx { get; }

    /// <summary>Token ids, [batch, pos].</summary>
    public ReadOnlySpan<int> Tokens => tokens;

    /// <summary>Number of answers of an example, which are read out at its last positions; 1 but where the end is learned
    /// too.</summary>
    public int Targets { get; }

    /// <summary>Answers, [batch, targets].</summary>
    public ReadOnlySpan<int> Labels => labels;
}
