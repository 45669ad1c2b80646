using System.Collections.Concurrent;
using System.Text.Json;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>The published networks of Zhong et al. (2023), and values that their own code gives.</summary>
internal static class PublishedNetworks
{
    private static readonly ConcurrentDictionary<string, Lazy<CircuitEvidence>> Evidences = new();

    /// <summary>Model A: attention rate 0.</summary>
    public const string ModelA = "p99zdpze5l";

    /// <summary>Model B: attention rate 1.</summary>
    public const string ModelB = "l8k1hzciux";

    /// <summary>Attention rate 0.80.</summary>
    public const string Between = "2k4ohj6bhd";

    /// <summary>Model beta: no attention, two hidden layers.</summary>
    public const string Beta = "p71frej8t7";

    /// <summary>Model delta: no attention, embeddings end to end.</summary>
    public const string Delta = "qlvxqhkvit";

    /// <summary>Attention rate 0.004, b with tokens of its own.</summary>
    public const string TwoVocabularies = "18c9ev5v5p";

    /// <summary>Two blocks, attention rate 0.007.</summary>
    public const string TwoBlocks = "h9m153uuh9";

    /// <summary>All of them.</summary>
    public static TheoryData<string> Ids => [.. OfOneBlock, .. Deep];

    /// <summary>Those of one block at most.</summary>
    public static TheoryData<string> OfOneBlock =>
        [ModelA, ModelB, Between, TwoVocabularies, Beta, Delta, "n9n7h3p965", "f5dh675z97"];

    // Of several blocks: all triples of one take more time than all else about it.
    private static string[] Deep { get; } = ["2fsoiei4o2", TwoBlocks, "kboioj4ulz"];

    /// <summary>The checkpoint.</summary>
    public static LoadedCheckpoint Load(string id) => CheckpointReader.Open(Fixtures.Path("pizza", $"model_{id}.pt"));

    /// <summary>The checkpoint as an evaluation.</summary>
    public static CheckpointEvaluation Evaluation(string id) => CheckpointEvaluation.Of(Load(id));

    /// <summary>The checkpoint, seen as addition.</summary>
    public static CyclicView View(string id) => Evaluation(id).Cyclic!;

    /// <summary>The evidence, gathered once for all tests; of several blocks without symmetricity.</summary>
    public static CircuitEvidence Evidence(string id) => Evidences.GetOrAdd(id, _ => new(() =>
        Deep.Contains(id) ? CircuitEvidence.Of(View(id), symmetricity: null) : CircuitEvidence.Of(View(id)))).Value;

    /// <summary>The authors' values.</summary>
    public static JsonElement Values(string id) =>
        JsonDocument.Parse(File.ReadAllText(Fixtures.Path("pizza", id + ".json"))).RootElement;
}
