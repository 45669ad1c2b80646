using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Weight decay switched on, off and changed in the middle of a run: how long until it generalises (the time law of
/// Sivasankar 2026).</summary>
public sealed class Forks() : Experiment("forks", "Decay switched on, off and changed at a step")
{
    private const string Paper = "Sivasankar 2026 (2606.12966)";

    // After a trunk without decay.
    private static readonly double[] On = [0, 0.5, 1, 2, 3, 5];

    /// <inheritdoc/>
    public override string Question =>
        "A network that has memorised without decay is forked: the copies go on with decays of several strengths, and one with "
        + "none. Sivasankar (2026) finds that the time to generalise is 3,000 steps divided by the decay, and that the weight "
        + "norm at that moment is the same for all. Does a network that has memorised need decay at all, and is the time "
        + "inversely proportional to it? And what if decay was there from the start, and is switched off or changed before the "
        + "network generalises?";

    /// <inheritdoc/>
    public override string Scaled =>
        "numbers modulo 31 instead of 97 and 65 % of the pairs instead of 30 %, one layer 64 wide instead of two layers 128 "
            + "wide, full batches; forked at step 500 instead of 1,000, five seeds, 3,000 steps more at most. Forks of a trunk "
            + "with decay, here 2, are no part of the paper.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var forks = Fork.All(runs, hasDecay: false);
        var changed = Fork.All(runs, hasDecay: true);
        return new ExperimentFindings(
            [
                Needed(forks), Law(forks), Product(forks), NormAtGrok(forks),
                OnTheWay(changed, runs, "switched off", [0, TrunkDecay(runs.Scale)]),
                OnTheWay(changed, runs, "changed", [.. Changed(runs.Scale).Where(decay => decay > 0)]),
            ],
            [Times(forks), Norms(forks, runs), WaitsOnTheWay(changed)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var config = Trunk(scale);
        var (step, early) = scale == ExperimentScale.Small ? (500, 200) : (1000, 500);
        yield return Of(step, step, 0);
        yield return Of(3 * early, early, TrunkDecay(scale));

        SweepGrid Of(int steps, int every, double decay) => new SweepGrid(config
            with { Training = config.Training
                with { MaxSteps = steps, CheckpointEvery = every, KeepStates = true, WeightDecay = decay } }).OverSeeds(5);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Later(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        foreach (var trunk in runs.Where(config => config.Fork is null)
            .Where(outcome => outcome.Result.Status == SweepStatus.Finished))
        {
            var run = runs.Open(trunk);
            foreach (var step in run.Steps.Where(step => step > 0 && step % run.Config.Training.CheckpointEvery == 0))
            {
                yield return new SweepGrid(run.Config with
                {
                    Fork = ForkSource.Of(runs.FolderOf(trunk.Run), step),
                    Training = run.Config.Training
                        with { MaxSteps = step + (runs.Scale == ExperimentScale.Small ? 3000 : 30_000), CheckpointEvery = 3500,
                            KeepStates = false, Engine = null, Device = null, Repeatability = null },
                })
                .Over("weight_decay", (HasDecay(trunk) ? Changed(runs.Scale) : On).Cast<object>())
                .Over("model.seed", run.Config.Model.Seed);
            }
        }
    }

    private static double TrunkDecay(ExperimentScale scale) => scale == ExperimentScale.Small ? 2 : 1;

    // After a trunk with decay; the one that it had is the control.
    private static double[] Changed(ExperimentScale scale) => [0, 0.5, TrunkDecay(scale), 5];

    private static bool HasDecay(SweepOutcome trunk) => trunk.Run.Config.Training.WeightDecay > 0;

    private static RunConfig Trunk(ExperimentScale scale) => scale == ExperimentScale.Small
        ? Networks.Small(steps: 500, share: 0.65, decay: 0, checkpointEvery: 500)
        : Networks.Power(1000) with { Split = new SplitConfig { TrainFraction = 0.3 } };

    private static Comparison Needed(List<Fork> forks)
    {
        var (without, with) = (forks.FirstOrDefault(fork => fork.Decay == 0), forks.Where(fork => fork.Decay >= 1).ToList());
        return Comparison.Of(
            "forks without decay", "do not generalise in the time in which forks with decay do", Paper,
            $"without: {without?.Text}; "
                + $"{string.Join("; ", with.Select(fork => $"decay {Words.Number(fork.Decay)}: {fork.Text}"))}",
            Seeds(forks), without is null || with.Sum(fork => fork.Waits.Count) == 0 ? null : without.Waits.Count == 0,
            "agrees if no fork without decay came to 99 %; not comparable if none with decay did either");
    }

    // Slope of the logarithms, over the decays at which most seeds grokked.
    private static Comparison Law(List<Fork> forks)
    {
        var points = forks.Where(fork => fork.Decay is > 0 and <= 3 && fork.Median is not null)
            .Select(fork => (X: Math.Log(fork.Decay), Y: Math.Log(fork.Median!.Value))).ToList();
        double? slope = null;
        if (points.Count >= 2)
        {
            var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
            slope = points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => Math.Pow(point.X - x, 2));
        }
        return Comparison.Of(
            "exponent of the wait in the decay, for decays up to 3", "−1: the wait is 3,000 / λ", Paper,
            slope is null
                ? "fewer than two decays at which most seeds grokked" : $"{Words.Number(slope)} over {points.Count} decays",
            Seeds(forks), slope is null ? null : slope is >= -1.25 and <= -0.75,
            "agrees if it lies between −1.25 and −0.75; the factor depends on network and rate");
    }

    private static Comparison Product(List<Fork> forks) => Comparison.Of(
        "wait times decay, median by decay", "3,000 for λ of 1, 2 and 3; longer than that at 5", Paper,
        string.Join(
            "; ", forks.Where(fork => fork.Decay > 0)
                .Select(fork => $"λ {Words.Number(fork.Decay)}: {Words.Number(fork.Median * fork.Decay)}")), Seeds(forks), null,
                    "another network: only its constancy could agree, which the row above tells");

    private static Comparison NormAtGrok(List<Fork> forks)
    {
        var norms = forks.SelectMany(fork => fork.Norms).ToList();
        var variation = norms.Count < 3
            ? (double?)null
            : Math.Sqrt(norms.Sum(norm => Math.Pow(norm - norms.Average(), 2)) / (norms.Count - 1)) / norms.Average();
        return Comparison.Of(
            "weight norm at 99 % on the test pairs, over decays", "constant: 23.5, coefficient of variation 0.13", Paper,
            $"{Words.Range(norms)}, coefficient of variation {Words.Number(variation)}", Seeds(forks),
            variation is null ? null : variation <= 0.2,
            "agrees if the coefficient of variation is at most 0.2; the norm itself is of another network");
    }

    // The forks of a trunk with decay that go on with some decays, by step.
    private static Comparison OnTheWay(List<Fork> forks, ExperimentRuns runs, string what, double[] decays) => Comparison.Of(
        $"decay {Words.Number(TrunkDecay(runs.Scale))} from the start, {what} at a step", "not reported", Paper,
        string.Join(
            "; ", forks.GroupBy(fork => fork.Step).Select(step =>
                $"forked at {Words.Count(step.Key)}: " + string.Join(", ", step.Where(fork => decays.Contains(fork.Decay))
                    .Select(fork => $"λ {Words.Number(fork.Decay)}: {fork.Waits.Count} of {fork.Outcomes.Count}"
                        + (fork.Median is { } wait ? $" after {Words.Number(wait)}" : ""))))),
        Seeds(forks), null, "the paper's forks all begin without decay");

    private static Figure WaitsOnTheWay(List<Fork> forks) => Figure.Of(
        "Steps to 99 % on the test pairs when decay is changed on the way", Axis.Linear("step of the fork"),
        Axis.Log("steps from the fork"),
        [.. forks.GroupBy(fork => fork.Decay).Select((decay, i) => (Trace)new PointTrace(
            decay.Key == 0 ? "switched off" : $"decay {Words.Number(decay.Key)}",
            [.. decay.SelectMany(fork => fork.Waits.Select(_ => (Value)(fork.Step + (6.0 * i))))],
            [.. decay.SelectMany(fork => fork.Waits.Select(wait => (Value)(double)wait))]))]) with
    {
        Caption = "Each point is a fork of a trunk that had decay from its first step, the decays beside one another; forks that never "
            + "came to 99 % have none.",
    };

    private static int Seeds(List<Fork> forks) => forks.Count == 0 ? 0 : forks.Min(fork => fork.Outcomes.Count);

    private static Figure Times(List<Fork> forks) => Figure.Of(
        "Steps from the fork to 99 % on the test pairs", Axis.Log("decay after the fork"), Axis.Log("steps from the fork"),
        new PointTrace(
            "runs", [.. forks.SelectMany(fork => fork.Waits.Select(_ => (Value)fork.Decay))],
            [.. forks.SelectMany(fork => fork.Waits.Select(wait => (Value)(double)wait))]),
        new LineTrace(
            "inverse to the decay", [.. forks.Where(fork => fork.Median is not null).Select(fork => (Value)fork.Decay)],
            [.. Inverse(forks).Select(value => (Value)value)]) { Dash = LineDash.Dash, Colour = ColourRole.Ink }) with
    {
        Caption = "Each point is a fork that came to 99 %; the dashed line is inverse to the decay through the first median.",
    };

    private static IEnumerable<double> Inverse(List<Fork> forks)
    {
        var known = forks.Where(fork => fork.Median is not null && fork.Decay > 0).ToList();
        return forks.Where(fork => fork.Median is not null)
            .Select(fork => fork.Decay > 0 ? known[0].Median!.Value * known[0].Decay / fork.Decay : double.NaN);
    }

    private static Figure Norms(List<Fork> forks, ExperimentRuns runs) => Figure.Of(
        "Weight norm and test accuracy after the fork", new Panel
        {
            X = Axis.Linear("step"), Y = Axis.Linear("weight norm"),
                Traces = [.. forks.Select(fork => Curve(fork, runs, row => row.WeightNorm))],
        },
        new Panel { X = Axis.Linear("step"), Y = Axis.Linear("test accuracy", 0, 1),
            Traces = [.. forks.Select(fork => Curve(fork, runs, row => row.TestAccuracy))] }) with
    {
        Caption = "One seed; each line goes on from the same memorised network with another decay.",
    };

    private static LineTrace Curve(Fork fork, ExperimentRuns runs, Func<MetricsRow, double?> valueOf)
    {
        var rows = runs.Open(fork.Outcomes[0]).Metrics;
        return new LineTrace(
            $"decay {Words.Number(fork.Decay)}", [.. rows.Select(row => (Value)(double)row.Step)],
            [.. rows.Select(row => (Value)valueOf(row))]);
    }

    // The forks of one step with one decay.
    private sealed record Fork(
        int Step, double Decay, IReadOnlyList<SweepOutcome> Outcomes, IReadOnlyList<int> Waits, IReadOnlyList<double> Norms)
    {
        public double? Median =>
            new KaplanMeier(Outcomes.Select(outcome => outcome.Time(outcome.Test.First))).Median is { } step ? step - Step : null;

        public string Text =>
            $"{Waits.Count} of {Outcomes.Count}{(Median is { } wait ? $", median wait {Words.Number(wait)}" : "")}";

        /// <summary>The forks of all trunks with decay, or of all without, by step and decay.</summary>
        public static List<Fork> All(ExperimentRuns runs, bool hasDecay)
        {
            var trunks = runs.Where(config => config.Fork is null).Where(trunk => HasDecay(trunk) == hasDecay)
                .Select(trunk => trunk.Run.Id).ToHashSet();
            return
            [
                .. runs.Where(config => config.Fork is { } fork && trunks.Contains(Path.GetFileName(fork.Run)))
                    .GroupBy(outcome => (outcome.Run.Config.Fork!.Step, outcome.Run.Config.Training.WeightDecay))
                    .OrderBy(group => group.Key.Step).ThenBy(group => group.Key.WeightDecay)
                    .Select(group => Of(group.Key.Step, group.Key.WeightDecay, [.. group], runs)),
            ];
        }

        private static Fork Of(int step, double decay, List<SweepOutcome> mine, ExperimentRuns runs)
        {
            var grokked = mine.Where(outcome => outcome.Test.First is not null).ToList();
            return new Fork(
                step, decay, mine, [.. grokked.Select(outcome => outcome.Test.First!.Value - step)],
                [.. grokked.Select(outcome =>
                    runs.Open(outcome).Metrics.First(row => row.Step == outcome.Test.First).WeightNorm)]);
        }
    }
}
