using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>
/// What one full-batch step of a transformer has to do, counted from the engines' code: forward, and backward with two products
/// for each product forward. A multiply-add is two operations; padding, the loss and the optimizer are left out.
/// </summary>
/// <param name="Pairs">Operations of the matrix products over pairs.</param>
/// <param name="Mixing">Operations of attention: scores, weighted sums, and their backward passes.</param>
/// <param name="Tables">Operations that do not grow with the number of pairs: products over tokens and over weights.</param>
/// <param name="Activations">Floats kept for the backward pass, gradients included.</param>
internal sealed record StepCost(double Pairs, double Mixing, double Tables, double Activations)
{
    /// <summary>All operations.</summary>
    public double Operations => Pairs + Mixing + Tables;

    /// <summary>The cost in an engine.</summary>
    public static StepCost Of(string engine, RunConfig config, int pairs) =>
        engine == FusedEngine.EngineId ? Fused(config, pairs) : Cpu(config, pairs);

    // A row for each (position, token) where the first attention reads, then one for each pair and position, at last one a pair.
    private static StepCost Cpu(RunConfig config, int pairs)
    {
        var (d, m, c, heads, keys, tokens) = Sizes(config);
        var (large, mixing, tables, floats) = (pairs * d * c, 0.0, 0.0, 2 * pairs * c);
        for (var layer = 0; layer < config.Model.NLayers; layer++)
        {
            var (first, last) = (layer == 0, layer == config.Model.NLayers - 1);
            var rows = last ? pairs : keys * pairs;
            var projected = first ? (2 * tokens) + (last ? 1 : tokens) : (2 * keys * pairs) + rows;
            (large, tables) = first ? (large, tables + (projected * d * heads)) : (large + (projected * d * heads), tables);
            large += rows * ((heads * d) + (2 * d * m));
            mixing += rows * keys * heads;
            floats += rows * ((4 * m) + (6 * d) + (2 * heads)) + (first ? 0 : 2 * projected * heads);
        }
        // Forward and two backward products; attention has two sums forward and four backward.
        return new StepCost(2 * 3 * large, 2 * 6 * mixing, 2 * 3 * tables, floats);
    }

    // Tables of what each token writes to neurons and logits through each head; see FusedTables, PairKernels and FusedBackward.
    private static StepCost Fused(RunConfig config, int pairs)
    {
        var (d, m, c, heads, _, tokens) = Sizes(config);
        double n = config.Model.NHeads;
        var width = m + c;
        var forward = (m * d * c) + (heads * d * width) + (2 * tokens * d * heads) + (tokens * heads * width);
        var backward = (2 * tokens * heads * width) + (2 * m * d * c) + (2 * heads * d * width) + (4 * tokens * d * heads);
        return new StepCost(
            2 * 3 * pairs * m * c, 2 * pairs * width * ((6 * n) + 1), 2 * (forward + backward), pairs * (width + (6 * n) + 1));
    }

    private static (double D, double M, double Classes, double Heads, double Keys, double Tokens) Sizes(RunConfig config)
    {
        var architecture = config.CreateArchitecture();
        var attention = architecture.Layers.OfType<Attention>().First();
        return (architecture.DModel, architecture.LastMlp!.DMlp, architecture.DVocabOut, attention.NHeads * attention.DHead,
            architecture.NCtx!.Value, (2 * config.Task.P) + 1);
    }
}
