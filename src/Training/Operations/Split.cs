using System.Text.Json;

namespace Grokking.Training;

/// <summary>Which pairs are trained on. Pair indices are a·Right + b: a·p + b where both operands are numbers modulo p.</summary>
/// <param name="Train">Training pairs in the order in which they are presented.</param>
/// <param name="Test">All other pairs that are tested on.</param>
public sealed record Split(IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
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
    /// Reads a JSON file: an object with <c>train</c> and, where the rest is not meant, <c>test</c>: arrays of pair
    /// indices a·p + b. A <c>p</c> in the file must agree. Other keys are ignored.
    /// </summary>
    /// <exception cref="InvalidDataException">Not such a file; the message names the file, key and offending value.</exception>
    public static Split Read(string path, BinaryOperation operation)
    {
        using var stream = File.OpenRead(path);
        try
        {
            using var document = JsonDocument.Parse(stream);
            return FromJson(document.RootElement, path, operation);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected JSON with an array 'train' of pair indices, got: {error.Message}", error);
        }
    }

    private static Split FromJson(JsonElement root, string path, BinaryOperation operation)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("train", out var trainJson))
        {
            throw new InvalidDataException($"{path}: expected an object with an array 'train' of pair indices a·p + b.");
        }
        if (root.TryGetProperty("p", out var stated) && stated.ValueKind == JsonValueKind.Number && stated.GetDouble() != operation.Right)
        {
            throw new InvalidDataException($"{path}: 'p' is {stated.GetRawText()}, but the operation's is {operation.Right}.");
        }
        // A pair that cannot be chosen counts as taken.
        var taken = Enumerable.Repeat(true, operation.Left * operation.Right).ToArray();
        foreach (var pair in operation.Pairs)
        {
            taken[pair] = false;
        }
        var train = Pairs(trainJson, "train", path, taken);
        if (train.Length == 0)
        {
            throw new InvalidDataException($"{path}: 'train' is empty; expected at least one pair index.");
        }
        var test = root.TryGetProperty("test", out var testJson)
            ? Pairs(testJson, "test", path, taken)
            : [.. Enumerable.Range(0, taken.Length).Where(pair => !taken[pair])];
        return new Split(train, test);
    }

    private static int[] Pairs(JsonElement array, string key, string path, bool[] taken)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"{path}: '{key}': expected an array of pair indices, got {array.ValueKind}.");
        }
        var pairs = new List<int>();
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var pair) || pair < 0 || pair >= taken.Length)
            {
                throw new InvalidDataException(
                    $"{path}: '{key}'[{pairs.Count}]: expected a pair index 0 to {taken.Length - 1}, got {item.GetRawText()}.");
            }
            if (taken[pair])
            {
                throw new InvalidDataException($"{path}: '{key}'[{pairs.Count}]: pair {pair} occurs twice, or the operation is not defined on it.");
            }
            taken[pair] = true;
            pairs.Add(pair);
        }
        return [.. pairs];
    }
}
