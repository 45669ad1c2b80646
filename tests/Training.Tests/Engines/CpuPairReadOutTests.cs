namespace Grokking.Training.Tests;

/// <summary>One hidden layer without attention is trained from the tokens' parts to the loss a block at a time; its layers run
/// one after the other, as they do for hooks, say what must come out.</summary>
public sealed class CpuPairReadOutTests
{
    // Float32 sums in another order, relative to the largest gradient of the parameter.
    private const double Tolerance = 1e-5;

    public static TheoryData<string, LossKind, double> Networks => new(
        from family in (string[])[OneHotMlpFamily.FamilyId, .. PairMlpFamily.Variants.Select(variant => variant.Id)]
        from loss in Enum.GetValues<LossKind>()
        from dropout in (double[])[0, 0.2]
        select (family, loss, dropout));

    // 2,209 pairs make 16 groups of 144, of 96 and 48; 100 neurons and 47 answers fill no panel.
    [Theory, MemberData(nameof(Networks))]
    public void Gradients_OfManyBlocks_AreThoseOfTheLayersInTurn(string family, LossKind loss, double dropout)
    {
        var config = Config(family);
        var architecture = config.CreateArchitecture();
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        var weights = WeightInit.Draw(architecture, 3);
        var plan = new ForwardPlan();
        plan.Set(architecture, examples, [.. Enumerable.Range(0, examples.Count)], shareRows: true, readOutOnly: true);
        var drawn = dropout == 0 ? null : new Dropout(dropout, 5) { Step = 2 };
        using var team = new ThreadTeam(2);
        using var layers = new CpuNetwork(architecture, team, loss);
        using var blocks = new CpuNetwork(architecture, team, loss, forTraining: true);
        var (expected, actual) = (new Weights(architecture.Parameters), new Weights(architecture.Parameters));

        var ofLayers = layers.ForwardBackward(plan, weights.Buffer, expected.Buffer, drawn).Mean;
        var ofBlocks = blocks.ForwardBackward(plan, weights.Buffer, actual.Buffer, drawn).Mean;

        Assert.Equal(ofLayers.Loss, ofBlocks.Loss, 1e-6 * ofLayers.Loss);
        Assert.Equal(ofLayers.Accuracy, ofBlocks.Accuracy);
        Assert.Equal(ofLayers.Loss, dropout == 0 ? blocks.Evaluate(plan, weights.Buffer).Mean.Loss : ofBlocks.Loss,
            1e-6 * ofLayers.Loss);
        foreach (var parameter in architecture.Parameters.All)
        {
            var (e, a) = (expected[parameter.Name].Span.ToArray(), actual[parameter.Name].Span.ToArray());
            var difference = e.Zip(a, (x, y) => Math.Abs((double)x - y)).Max();
            Assert.True(difference <= Tolerance * e.Max(Math.Abs), $"{parameter.Name}: {difference} of {e.Max(Math.Abs)}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Training_AtAnyNumberOfThreads_GivesTheSameBits(int threads) =>
        Assert.Equal(Trained(threads: 1, rows: []), Trained(threads, rows: []));

    // A step of another size before leaves its blocks behind.
    [Fact]
    public void Step_AfterABatchOfAnotherSize_GivesTheSameBits() =>
        Assert.Equal(
            Trained(threads: 2, rows: [.. Enumerable.Range(100, 200)]),
            Trained(threads: 2, rows: [.. Enumerable.Range(100, 200)], before: [.. Enumerable.Range(0, 700)]));

    [Fact]
    public void Step_OnceWarm_AllocatesNothing()
    {
        var config = Config(OneHotMlpFamily.FamilyId);
        var architecture = config.CreateArchitecture();
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        using var engine = new CpuEngine(
            architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), 1) { Loss = LossKind.Mse });
        Steps(3);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Steps(10);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Steps(int count)
        {
            for (var step = 0; step < count; step++)
            {
                engine.ComputeGradients(examples);
                engine.ApplyUpdate();
            }
        }
    }

    private static RunConfig Config(string family) => new()
    {
        Task = new TaskConfig { P = 47 },
        Model = new ModelConfig
        {
            Architecture = family, DModel = 24, DMlp = 100, EqualsSign = false,
            SeparateVocabularies = PairMlpFamily.Variants.FirstOrDefault(variant => variant.Id == family)?.SeparateVocabularies ?? true,
        },
    };

    private static float[] Trained(int threads, int[] rows, int[]? before = null)
    {
        var config = Config(OneHotMlpFamily.FamilyId);
        var architecture = config.CreateArchitecture();
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        using var engine = new CpuEngine(
            architecture, WeightInit.Draw(architecture, 1), new EngineOptions(new AdamW(), threads) { Loss = LossKind.Mse });
        if (before is not null)
        {
            engine.ComputeGradients(examples, before);
        }
        for (var step = 0; step < 3; step++)
        {
            engine.ComputeGradients(examples, rows);
            engine.ApplyUpdate();
        }
        var weights = new float[architecture.Parameters.Count];
        engine.CopyWeightsTo(weights);
        return weights;
    }
}
