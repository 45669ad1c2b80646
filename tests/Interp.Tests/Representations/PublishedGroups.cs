using System.Collections.Concurrent;
using System.Text.Json;
using Grokking.Testing;
using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>A published network of Chughtai, Chan and Nanda (2023) as the arrays that the measures of groups read.</summary>
internal sealed class PublishedGroups
{
    /// <summary>Tests that read the networks run one after the other: their rows are not for several threads.</summary>
    public const string Collection = "published groups";

    // A float32 forward pass of another engine: 1e-4 of a value, and of shares what rounding leaves of nothing.
    private const double Relative = 1e-4;
    private const double Absolute = 2e-9;

    private static readonly ConcurrentDictionary<string, Lazy<PublishedGroups>> Loaded = new();

    private PublishedGroups(string id)
    {
        var checkpoint = CheckpointReader.Open(Fixtures.Path("groups", id, "model.pt"));
        Values = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("groups", id, "probe.json"))).RootElement;
        Summary = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("groups", id, "summary_metrics.json"))).RootElement;
        Train = checkpoint.Split!.Train;
        Representations = Representations.Of(GroupOf(id));
        var n = Representations.Group.Order;
        var (model, isMlp) = (checkpoint.Model, id.Contains("MLP", StringComparison.Ordinal));
        var (pre, post) = isMlp ? ("l1.hook_pre", "l1.hook_post") : (HookNames.MlpPre(0), HookNames.MlpPost(0));
        var cache = model.RunWithCache(Examples.All(checkpoint.Operation, checkpoint.Format), [pre, post], Positions.ReadOut);
        Logits = new PairRows(cache.Logits, n);
        Neurons = new PairRows(Flat(cache[post]));
        var inputs = new PairMeans(Representations, new PairRows(Flat(cache[pre])));
        var tokens = Matrix.From(model.Weights.W_E);
        var answers = Matrix.From(model.Weights.W_U);
        if (isMlp)
        {
            var weights = Matrix.From(model.Weights["l1.W"]);
            var width = tokens.Columns;
            First = Rows(tokens, 0, n).Times(Rows(weights, 0, width));
            Second = Rows(tokens, n, n).Times(Rows(weights, width, width));
            (EmbeddingFirst, EmbeddingSecond) = (First, Second);
            NeuronLogitMap = answers.Top(answers.Rows, n).Transpose();
        }
        else
        {
            EmbeddingFirst = EmbeddingSecond = Rows(tokens, 0, n);
            (First, Second) = (inputs.ByFirst, inputs.BySecond);
            NeuronLogitMap = Matrix.From(model.Weights.W_out(0)).Times(answers.Top(answers.Rows, n)).Transpose();
        }
    }

    /// <summary>The networks.</summary>
    public static TheoryData<string> Ids => ["C113_MLP_seed1", "C113_T_seed1", "D59_T_seed1", "S5_MLP_seed1", "A5_T_seed1"];

    public JsonElement Values { get; }

    public JsonElement Summary { get; }

    public Representations Representations { get; }

    public PairRows Logits { get; }

    public PairRows Neurons { get; }

    public IReadOnlyList<int> Train { get; }

    /// <summary>What the authors call the embedding of x: total of an MLP, W_E of a transformer, [n, width].</summary>
    public Matrix EmbeddingFirst { get; }

    public Matrix EmbeddingSecond { get; }

    /// <summary>What reaches each neuron from x, [n, d_mlp].</summary>
    public Matrix First { get; }

    public Matrix Second { get; }

    public Matrix NeuronLogitMap { get; }

    public static PublishedGroups Get(string id)
    {
        Fixtures.Path("groups");
        return Loaded.GetOrAdd(id, _ => new(() => new PublishedGroups(id))).Value;
    }

    /// <summary>A value that exact characters give, and one of those over all key representations.</summary>
    public JsonElement Exact(string name) => Values.GetProperty("irrep_metrics_exact_characters").GetProperty(name);

    public double Total(string name) => Exact("totals").GetProperty(name).GetDouble();

    public static void AssertNear(double expected, double actual, string what) => Assert.True(
        Math.Abs(actual - expected) <= (Relative * Math.Abs(expected)) + Absolute,
        $"{what}: expected {expected:R}, got {actual:R}");

    private static FiniteGroup GroupOf(string id) => id.Split('_')[0] switch
    {
        "C113" => FiniteGroups.Cyclic(113),
        "D59" => FiniteGroups.Dihedral(59),
        "S5" => PermutationGroups.Symmetric(5),
        _ => PermutationGroups.Alternating(5),
    };

    private static Training.Tensor Flat(Training.Tensor activations) =>
        activations.Reshape([activations.Shape[0], activations.Count / activations.Shape[0]]);

    private static Matrix Rows(Matrix matrix, int start, int count) =>
        new(count, matrix.Columns, matrix.Span.Slice(start * matrix.Columns, count * matrix.Columns).ToArray());
}
