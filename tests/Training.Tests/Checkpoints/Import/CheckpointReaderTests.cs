using System.Text.Json;
using Grokking.Testing;

namespace Grokking.Training.Tests;

public sealed class CheckpointReaderTests
{
    // The published probes are float32 forward passes of PyTorch.
    private const double LogitAbsolute = 1e-4;
    private const double LogitRelative = 1e-5;
    private const double LossRelative = 1e-5;

    public static TheoryData<string, string, int> Zhong => new()
    {
        { "p99zdpze5l", "transformer-zhong", 59 },
        { "l8k1hzciux", "transformer-zhong", 59 },
        { "2k4ohj6bhd", "transformer-zhong", 59 },
        { "18c9ev5v5p", "transformer-zhong", 59 },
        { "2fsoiei4o2", "transformer-zhong", 59 },
        { "h9m153uuh9", "transformer-zhong", 59 },
        { "kboioj4ulz", "transformer-zhong", 59 },
        { "p71frej8t7", "mlp-beta", 59 },
        { "qlvxqhkvit", "mlp-delta", 59 },
        { "n9n7h3p965", "transformer-zhong", 59 },
        { "f5dh675z97", "transformer-zhong", 59 },
    };

    [Theory, MemberData(nameof(Zhong))]
    public void Open_OfZhongCheckpoints_GivesTheAuthorsLogitsLossAndAccuracy(string id, string architecture, int p)
    {
        var loaded = CheckpointReader.Open(Fixtures.Path("pizza", $"model_{id}.pt"));
        using var reference = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("pizza", $"{id}.json")));

        Assert.Equal((architecture, p), (loaded.Config.Model.Architecture, loaded.Operation.Left));
        Assert.Null(loaded.Split);
        var probe = reference.RootElement.GetProperty("probe");
        var pairs = probe.GetProperty("pairs_ab").EnumerateArray().Select(pair => (pair[0].GetInt32() * p) + pair[1].GetInt32()).ToArray();
        var expected = probe.GetProperty("logits_float32").EnumerateArray().SelectMany(Numbers).ToArray();
        AssertLogits(expected, loaded.Model.Run(new Examples(loaded.Operation, loaded.Format, pairs)));
        var all = reference.RootElement.GetProperty("all_pairs");
        AssertAllPairs(loaded, all.GetProperty("loss_mean_f64_logsoftmax").GetDouble(), all.GetProperty("accuracy").GetDouble());
    }

    public static TheoryData<string, string, int> Groups => new()
    {
        { "A5_T_seed1", GroupOperation.AlternatingId, 60 },
        { "C113_MLP_seed1", ModularOperation.Addition, 113 },
        { "C113_T_seed1", ModularOperation.Addition, 113 },
        { "D59_T_seed1", GroupOperation.DihedralId, 118 },
        { "S5_MLP_seed1", GroupOperation.SymmetricId, 120 },
    };

    [Theory, MemberData(nameof(Groups))]
    public void Open_OfGroupCheckpoints_GivesTheAuthorsLogitsLossAndSplit(string id, string task, int order)
    {
        var loaded = CheckpointReader.Open(Fixtures.Path("groups", id, "model.pt"));
        using var reference = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("groups", id, "probe.json")));

        Assert.Equal((task, order), (loaded.Operation.Id, loaded.Operation.Left));
        foreach (var pair in reference.RootElement.GetProperty("fixed_pairs").EnumerateArray())
        {
            int[] index = [(pair.GetProperty("x").GetInt32() * order) + pair.GetProperty("y").GetInt32()];
            var examples = new Examples(loaded.Operation, loaded.Format, index);
            Assert.Equal(pair.GetProperty("label").GetInt32(), examples.Labels[0]);
            AssertLogits([.. Numbers(pair.GetProperty("logits"))], loaded.Model.Run(examples));
        }
        var all = reference.RootElement.GetProperty("all_pairs");
        AssertAllPairs(loaded, all.GetProperty("mean_cross_entropy").GetDouble(), all.GetProperty("accuracy").GetDouble());
        Assert.Equal(all.GetProperty("train_cross_entropy").GetDouble(), LossOf(loaded, loaded.Split!.Train), LossTolerance(all.GetProperty("train_cross_entropy").GetDouble()));
        Assert.Equal(all.GetProperty("test_cross_entropy").GetDouble(), LossOf(loaded, loaded.Split.Test), LossTolerance(all.GetProperty("test_cross_entropy").GetDouble()));
    }

    [Theory]
    [InlineData(0, 4.764052265)]
    [InlineData(5000, 3.065033889e-07)]
    [InlineData(14000, 1.085749258e-07)]
    public void Open_OfTheReferenceRun_GivesItsTrainingLoss(int step, double trainLoss)
    {
        var loaded = CheckpointReader.Open(Fixtures.Path("nanda", "checkpoints", $"step_{step:D5}.pt"));
        var split = Split.Read(Fixtures.Path("nanda", "split.json"), ModularOperation.Add(113));

        Assert.Equal((TransformerFamily.FamilyId, true), (loaded.Config.Model.Architecture, loaded.Config.Model.Causal));
        Assert.Equal(trainLoss, LossOf(loaded, split.Train), 1e-4 * trainLoss);
    }

    /// <summary>Without the config beside it, two vocabularies look like one of twice the size; the loss tells.</summary>
    [Fact]
    public void Open_WhenTwoReadingsFit_TakesTheOneWithTheLowerLossAndSaysSo()
    {
        using var folder = new TempFolder();
        File.Copy(Fixtures.Path("pizza", "model_18c9ev5v5p.pt"), folder.File("lonely.pt"));

        var loaded = CheckpointReader.Open(folder.File("lonely.pt"));

        Assert.Equal((59, true), (loaded.Operation.Left, loaded.Format.SeparateVocabularies));
        Assert.Contains("readings that fit the shapes, the one with the lowest loss", loaded.Reading, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p71frej8t7", "mlp-beta")]
    [InlineData("l8k1hzciux", "transformer-zhong")]
    public void Open_WithoutTheConfigBesideIt_StillFindsTheNetwork(string id, string architecture)
    {
        using var folder = new TempFolder();
        File.Copy(Fixtures.Path("pizza", $"model_{id}.pt"), folder.File("lonely.pt"));

        var loaded = CheckpointReader.Open(folder.File("lonely.pt"));

        Assert.Equal(architecture, loaded.Config.Model.Architecture);
        Assert.True(LossOf(loaded, [.. Enumerable.Range(0, 3481)]) < 1e-3);
    }

    [Fact]
    public void Open_WithAnArchitectureThatDoesNotFit_SaysWhichDo()
    {
        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(Fixtures.Path("pizza", "model_p71frej8t7.pt"), "transformer"));

        Assert.Contains("fit mlp-beta", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfAnImportWrittenAsOurs_GivesTheSameLogits()
    {
        using var folder = new TempFolder();
        var loaded = CheckpointReader.Open(Fixtures.Path("pizza", "model_qlvxqhkvit.pt"));
        Checkpoint.Write(folder.File("ours.safetensors"), loaded.Config, 0, loaded.Model.Weights);

        var again = CheckpointReader.Open(folder.File("ours.safetensors"));

        var examples = Examples.All(loaded.Operation, loaded.Format);
        Assert.Equal(loaded.Model.Run(examples).Span, again.Model.Run(examples).Span);
    }

    [Theory]
    [InlineData("unembed.W_U", null, "'unembed.W_U' is missing")]
    [InlineData("blocks.0.attn.W_K", "transpose", "'blocks.0.attn.W_K': expected [2, 4, 8], got [2, 8, 4]. The last two axes look swapped.")]
    [InlineData("blocks.0.mlp.W_out", "wider", "'blocks.0.mlp.W_out': expected [8, 12], got [8, 13]")]
    [InlineData("blocks.0.mlp.b_in", "nan", "'blocks.0.mlp.b_in' has NaN at element 0")]
    [InlineData("blocks.0.mlp.W_gate", "add", "'blocks.0.mlp.W_gate' [2] has no place")]
    public void Open_OfADamagedStateDict_SaysWhichTensorAndWhatWasExpected(string name, string? change, string expected)
    {
        using var folder = new TempFolder();
        var tensors = ForeignCheckpoint.Paper();
        if (change is null)
        {
            tensors.Remove(name);
        }
        else
        {
            tensors[name] = change switch
            {
                "transpose" => new Tensor(new Shape(2, 8, 4)),
                "wider" => new Tensor(new Shape(8, 13)),
                "nan" => new Tensor(new Shape(12), Enumerable.Repeat(float.NaN, 12).ToArray()),
                _ => new Tensor(new Shape(2)),
            };
        }
        ForeignCheckpoint.Write(folder.File("x.safetensors"), tensors);

        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(folder.File("x.safetensors")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blocks.0.attn.W_K", 0, 4, 8)]
    [InlineData("blocks.0.attn.W_K", 2, 4, 0)]
    [InlineData("embed.W_E", 0, 6)]
    [InlineData("pos_embed.W_pos", 3, 0)]
    [InlineData("unembed.W_U", 8, 0)]
    [InlineData("blocks.0.mlp.W_in", 0, 8)]
    [InlineData("blocks.0.attn.W_O", 8, 0)]
    public void Open_OfATensorWithAnEmptyAxis_SaysWhich(string name, params int[] sizes)
    {
        using var folder = new TempFolder();
        var tensors = ForeignCheckpoint.Paper();
        tensors[name] = new Tensor(new Shape(sizes));

        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(ForeignCheckpoint.Write(folder.File("x.safetensors"), tensors)));

        Assert.EndsWith($"'{name}': expected {sizes.Length} axes of size 1 or more, got {new Shape(sizes)}.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Between them small tensors claim a network of 2 GB.</summary>
    [Fact]
    public void Open_OfTensorsThatClaimALargeNetwork_AllocatesNothingForIt()
    {
        using var folder = new TempFolder();
        var tensors = ForeignCheckpoint.Paper();
        tensors["pos_embed.W_pos"] = new Tensor(new Shape(3, 4000));
        tensors["blocks.0.mlp.W_in"] = new Tensor(new Shape(60_000, 1));
        var path = ForeignCheckpoint.Write(folder.File("x.safetensors"), tensors);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(path));

        Assert.Contains("'embed.W_E': expected [4000, 6], got [8, 6]", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    /// <summary>To count blocks by a search for each took the square of their number.</summary>
    [Fact]
    public void Open_OfManyBlocks_SaysHowManyAreTaken()
    {
        using var folder = new TempFolder();
        var tensors = ForeignCheckpoint.Paper();
        for (var block = 1; block < 20_000; block++)
        {
            tensors[$"blocks.{block}.mlp.b_in"] = new Tensor(new Shape(0));
        }
        var path = ForeignCheckpoint.Write(folder.File("x.safetensors"), tensors);

        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(path));

        Assert.EndsWith("model.n_layers: expected 1 to 16, got 20000.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfNamesThatAct_ShowsThemHarmless()
    {
        using var folder = new TempFolder();
        var tensors = ForeignCheckpoint.Paper();
        tensors["w\u202Egp\u001b[2J" + new string('x', 1000)] = new Tensor(new Shape(1));
        var path = ForeignCheckpoint.Write(folder.File("x.safetensors"), tensors);

        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(path));

        Assert.Contains("'w\uFFFDgp\uFFFD[2Jxxx", error.Message, StringComparison.Ordinal);
        Assert.Contains("x…' [1] has no place", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "group": "CyclicGroup", "seed": 1, "frac_train": 2 }""", "'frac_train': expected a share of the 25 pairs, above 0 to 1, got 2.")]
    [InlineData("""{ "group": "CyclicGroup", "seed": 1, "frac_train": -1 }""", "'frac_train': expected a share of the 25 pairs, above 0 to 1, got -1.")]
    [InlineData("""{ "group": "CyclicGroup", "seed": 1, "frac_train": 1e999 }""", "'frac_train': expected a share of the 25 pairs, above 0 to 1, got 1e999.")]
    [InlineData("""{ "group": "CyclicGroup", "seed": 1, "frac_train": 1e-9 }""", "'frac_train': expected a share of the 25 pairs, above 0 to 1, got 1e-9.")]
    [InlineData("""{ "act_fn": "\ud800" }""", "line 1 has a text that is not valid Unicode")]
    [InlineData("""{ "act_fn": "ReLU", "act_fn": "GeLU" }""", "'act_fn' occurs twice, the second time on line 1")]
    [InlineData("""{ "act_fn": "\u202e" }""", "'act_fn': expected ReLU, GeLU or Tanh, got '\uFFFD'")]
    [InlineData("""{ "act_fn": [1] }""", "'act_fn': expected text, got [1]")]
    [InlineData("""{ "attn_coeff": 1e999 }""", "model.attention_rate: expected 0 to 1, got")]
    [InlineData("[]", "expected a JSON object, got Array")]
    [InlineData("root:x:0:0", "not JSON")]
    public void Open_OfABadConfigBesideTheFile_NamesFileAndKey(string json, string part)
    {
        using var folder = new TempFolder();
        var path = ForeignCheckpoint.Write(folder.File("model_7.safetensors"));
        var sidecar = folder.Write("config_7.json", json);

        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(path));

        Assert.StartsWith(part.StartsWith("model.", StringComparison.Ordinal) ? path : sidecar, error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfForeignTensors_ListsThemAndWhatIsKnown()
    {
        using var folder = new TempFolder();
        Safetensors.Write(folder.File("x.safetensors"), new NamedTensors(
            new Dictionary<string, Tensor> { ["conv1.weight"] = new(new Shape(3, 3)) }, new Dictionary<string, string>()));

        var error = Assert.Throws<InvalidDataException>(() => CheckpointReader.Open(folder.File("x.safetensors")));

        Assert.Contains("'conv1.weight' [3, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nanda et al. (2023)", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Numbers(JsonElement row) => row.EnumerateArray().Select(value => value.GetDouble());

    private static void AssertLogits(double[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual.Span[i], Math.Max(LogitAbsolute, LogitRelative * Math.Abs(expected[i])));
        }
    }

    private static void AssertAllPairs(LoadedCheckpoint loaded, double loss, double accuracy)
    {
        var all = Enumerable.Range(0, loaded.Operation.PairCount).ToArray();
        var evaluation = Evaluate(loaded, all);
        Assert.Equal(loss, evaluation.Loss, LossTolerance(loss));
        Assert.Equal(accuracy, evaluation.Accuracy, 1e-9);
    }

    private static double LossTolerance(double loss) => LossRelative * loss;

    private static double LossOf(LoadedCheckpoint loaded, IReadOnlyList<int> pairs) => Evaluate(loaded, [.. pairs]).Loss;

    private static Evaluation Evaluate(LoadedCheckpoint loaded, int[] pairs)
    {
        using var engine = new CpuEngine(loaded.Model.Architecture, loaded.Model.Weights, new EngineOptions(new AdamW(), 2));
        return engine.Evaluate(new Examples(loaded.Operation, loaded.Format, pairs));
    }
}
