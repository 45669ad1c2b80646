using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Draws networks from the grid.</summary>
internal static class PopulationDraw
{
    private const int SmallSeed = 20261129;
    private const int SmallDrawn = 40;
    private const int PaperSeed = 20261201;
    private static readonly string[] Mlps = ["mlp-alpha", "mlp-beta", "mlp-gamma", "mlp-delta", "mlp-x"];

    /// <summary>The networks of a scale, those first that train fastest.</summary>
    public static IEnumerable<RunConfig> Of(ExperimentScale scale)
    {
        var (seed, drawn, count) = scale == ExperimentScale.Small
            ? (SmallSeed, SmallDrawn, Population.SmallCount) : (PaperSeed, Population.PaperCount, Population.PaperCount);
        var random = new PythonRandom(seed);
        return Enumerable.Range(0, drawn).Select(_ => Next(random)).ToArray().OrderBy(Cost).Take(count);
    }

    // Every draw takes as many numbers from the generator, so that a network does not depend on those before.
    private static RunConfig Next(PythonRandom random)
    {
        var draws = Enumerable.Range(0, 15).Select(_ => random.Random()).ToArray();
        var (small, large) = (draws[0] < 0.67, draws[0] >= 0.88);
        var p = small ? Pick([53, 59], draws[1]) : large ? Pick([97, 113], draws[1]) : 67;
        var isMlp = draws[2] < 0.3;
        var isQuadratic = isMlp && draws[3] < 0.25;
        var mlp = isQuadratic ? "mlp-delta" : Pick(Mlps, draws[7]);
        var layers = isMlp || large || draws[8] < 0.85 ? 1 : 2;
        return new RunConfig
        {
            Task = new TaskConfig { P = p },
            Split = new SplitConfig { TrainFraction = Math.Round(0.3 + ((large ? 0.2 : 0.5) * draws[5]), 2),
                Seed = (int)(1000 * draws[6]) },
            Model = new ModelConfig
            {
                Architecture = isMlp ? mlp : TransformerFamily.ZhongId,
                NLayers = layers,
                DModel = small || draws[4] < 0.75 ? 64 : 128,
                DMlp = Pick<int>(small ? [128, 128, 256] : [128, 128, 256, 512], draws[9]),
                AttentionRate = isMlp ? 1 : Math.Round(draws[10], 2),
                Activation =
                    isQuadratic ? ActivationKind.Quadratic : draws[11] < 0.25 ? ActivationKind.Gelu : ActivationKind.Relu,
                Causal = false,
                EqualsSign = !isMlp && draws[12] < 0.5,
                SeparateVocabularies = mlp == "mlp-x" && isMlp,
                Seed = (int)(1000 * draws[13]),
            },
            Training = new TrainingConfig
            {
                LearningRate = 2e-3,
                WeightDecay = Math.Round(0.3 * Math.Pow(10, draws[14]), 2),
                MaxSteps = large || layers == 2 ? 5000 : 6000,
                StopWhenSolvedFor = 2000,
                LogEvery = 100,
                CheckpointEvery = 6000,
                KeepStates = false,
            },
        };
    }

    private static T Pick<T>(T[] among, double draw) => among[(int)(among.Length * draw)];

    // Grows with what a step takes: two layers train on the plain engine, which is several times as slow.
    private static double Cost(RunConfig config) =>
        config.Split.TrainFraction * config.Task.P * config.Task.P * config.Model.DModel * config.Model.DMlp!.Value * (
            config.Model.NLayers == 2 ? 8 : 1);
}
