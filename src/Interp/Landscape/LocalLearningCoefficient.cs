using Grokking.Training;

namespace Grokking.Interp;

/// <summary>How the weights around a point are sampled. The estimate depends on all of it, and is to be quoted with it.</summary>
public sealed record LangevinOptions
{
    /// <summary>ε, above 0. Default 5e-4.</summary>
    public double Step { get; init; } = 5e-4;

    /// <summary>γ, the pull back to the point, 0 or more: a direction along which the loss is flat has the variance 1/γ. Default
    /// 300.</summary>
    public double Pull { get; init; } = 300;

    /// <summary>nβ, what the mean loss is multiplied by, above 0; null for n/ln n of n examples, the default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Number of chains, 1 or more. Default 2.</summary>
    public int Chains { get; init; } = 2;

    /// <summary>Number of draws of a chain that count, 1 or more. Default 100.</summary>
    public int Draws { get; init; } = 100;

    /// <summary>Number of draws before them that do not, 0 or more. Default 50.</summary>
    public int BurnIn { get; init; } = 50;

    /// <summary>Seed of the noise of the first chain; the others have the next ones. Default 0.</summary>
    public int Seed { get; init; }
}

/// <summary>
/// The local learning coefficient at a point w*: λ = nβ·(mean loss of the weights around it − its loss), over draws from
/// exp(−nβ·L(w) − γ/2·|w − w*|²) by Langevin dynamics (Lau et al. 2023, arXiv 2308.12108), here with the loss over all examples
/// at every draw and without the draws at the start of a chain. Half the number of weights where the loss is a bowl; less where
/// it is flat in many directions.
/// </summary>
/// <param name="Value">λ, the mean over the chains.</param>
/// <param name="Deviation">Standard deviation over the chains; 0 for one.</param>
/// <param name="Baseline">The loss at the point.</param>
/// <param name="Traces">The loss of every draw that counts, by chain: of a chain that has not settled it still rises.</param>
/// <param name="Temperature">nβ.</param>
public sealed record LocalLearningCoefficient(
    double Value, double Deviation, double Baseline, IReadOnlyList<IReadOnlyList<double>> Traces, double Temperature)
{
    /// <summary>Share of the draws whose loss is above a limit, 0 to 1: with ln p for a limit, of those that know less than one
    /// who guesses. The estimate then is no property of the point.</summary>
    public double ShareAbove(double limit) => Traces.SelectMany(trace => trace).Average(loss => loss > limit ? 1.0 : 0.0);

    /// <summary>The coefficient of a checkpoint's training loss.</summary>
    /// <param name="checkpoint">A checkpoint whose training pairs are known.</param>
    /// <param name="options">How to sample; null for the defaults.</param>
    /// <param name="threads">Number of threads; the estimate does not depend on it.</param>
    /// <exception cref="InvalidOperationException">A chain left the weights for which the loss is finite.</exception>
    public static LocalLearningCoefficient Of(ICheckpoint checkpoint, LangevinOptions? options = null, int threads = 1)
    {
        using var surface = new NetworkSurface(checkpoint, threads);
        return Of(surface.Loss, [.. surface.Start], surface.Count, options);
    }

    /// <summary>The coefficient of any loss.</summary>
    /// <param name="surface">The loss, the mean over the examples.</param>
    /// <param name="at">w*, [count].</param>
    /// <param name="examples">n, 2 or more.</param>
    /// <param name="options">How to sample; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">A chain left the weights for which the loss is finite.</exception>
    public static LocalLearningCoefficient Of(LossSurface surface, double[] at, int examples, LangevinOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(at);
        options ??= new LangevinOptions();
        Require.InRange(examples, 2, int.MaxValue, nameof(examples));
        Require.That(options is { Step: > 0, Pull: >= 0, Temperature: null or > 0, Chains: > 0, Draws: > 0, BurnIn: >= 0 },
            $"expected a step, chains and draws above 0 and a pull and burn-in of 0 or more, got {options}.", nameof(options));
        var temperature = options.Temperature ?? examples / Math.Log(examples);
        var baseline = surface(at, new double[at.Length]);
        double[][] traces =
            [.. Enumerable.Range(0, options.Chains).Select(chain => Chain(surface, at, temperature, options, chain))];
        double[] values = [.. traces.Select(trace => temperature * (trace.Average() - baseline))];
        var mean = values.Average();
        return new(mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), baseline, traces, temperature);
    }

    private static double[] Chain(LossSurface surface, double[] at, double temperature, LangevinOptions options, int chain)
    {
        var (weights, gradient, trace) = ((double[])at.Clone(), new double[at.Length], new double[options.Draws]);
        var (noise, random, scale) = (new float[at.Length], new TorchRandom(options.Seed + chain), Math.Sqrt(options.Step));
        for (var draw = -options.BurnIn; draw <= options.Draws; draw++)
        {
            var loss = surface(weights, gradient);
            if (!double.IsFinite(loss))
            {
                throw new InvalidOperationException(
                    $"the loss is {loss} {draw + options.BurnIn} draws from the point. Take a smaller step than {options.Step}, "
                        + $"or a larger pull than {options.Pull}.");
            }
            // The first loss is that of the point itself, and no draw.
            if (draw > 0)
            {
                trace[draw - 1] = loss;
            }
            random.FillNormal(noise);
            for (var i = 0; i < weights.Length; i++)
            {
                var force = (temperature * gradient[i]) + (options.Pull * (weights[i] - at[i]));
                weights[i] += (scale * noise[i]) - (options.Step / 2 * force);
            }
        }
        return trace;
    }
}
