using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Test loss against width and against steps, with and without wrong answers, in one picture.</summary>
public sealed class DoubleDescent()
    : Experiment("double-descent", "Test loss against width and steps, with and without wrong answers")
{
    /// <inheritdoc/>
    public override string Question =>
        "Test loss need not fall as networks grow or train longer: it can rise, have a peak near the width that just fits the "
        + "training pairs, and fall again (double descent), the more so with wrong answers in the training data. Power et al. "
        + "(2022) saw the validation loss of their networks rise and then fall late. What do width and steps do here?";

    /// <inheritdoc/>
    public override string Scaled =>
        "numbers modulo 31, 65 % of the pairs, one layer 4 to 64 wide (the scan of Nanda et al. (2023): modulus 113, widths 8 to "
            + "1,024), 1,200 steps, without decay and with decay 1, five seeds.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var read = runs.Begun.Select(outcome => new Curve(outcome, runs.Open(outcome).Metrics)).ToList();
        return new ExperimentFindings(
            [OverSteps(read), OverWidth(read), Noise(read), Memorised(read)], [Widths(read), Steps(read)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var small = scale == ExperimentScale.Small;
        var config = small
            ? Networks.Small(steps: 1200, share: 0.65, decay: 0, checkpointEvery: 1200)
            : Networks.Mainline(steps: 20_000, checkpointEvery: 20_000);
        config = config with { Model = config.Model with { NHeads = 4 } };
        yield return new SweepGrid(config).Over("weight_decay", 0, 1).Over("corrupt_fraction", 0, 0.15)
            .Over("d_model", small ? [4, 8, 16, 32, 64] : [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024])
            .OverSeeds(5);
    }

    private static Comparison OverSteps(List<Curve> read)
    {
        // Those that fall at all: a loss that rises to the end has one turn.
        var mine = read.Where(curve => curve.Decay > 0 && !curve.HasNoise && curve.IsLearned).ToList();
        var turned = mine.Count(curve => curve.RisesAndFalls);
        return Comparison.Of(
            "test loss over steps, decay 1, without wrong answers, where the training pairs are learned",
            "rises, then falls late", "Power et al. 2022, fig. 4",
            $"{turned} of {mine.Count} runs rise by a tenth or more and fall below the start again",
            2, mine.Count == 0 ? null : 2 * turned > mine.Count, "agrees if most do");
    }

    private static Comparison OverWidth(List<Curve> read)
    {
        var means = Means(read, decay: 0, noise: false);
        var peaks = Enumerable.Range(1, Math.Max(0, means.Count - 2))
            .Where(i => means[i].Loss > means[i - 1].Loss && means[i].Loss > means[i + 1].Loss).Select(i => means[i].Width)
            .ToList();
        return Comparison.Of(
            "final test loss over width, without decay",
            "not monotone: 0.874, 0.252, 3.6e-8, 8.8e-3, 9.2e-3, 0.438, 0.115, 0.98 at widths 8 to 1,024 (another share of data)",
            "Nanda et al. 2023, saved runs (no_wd_width_scan)",
            $"{Text(means)}; {(peaks.Count == 0 ? "no peak inside" : $"a peak at width {string.Join(" and ", peaks)}")}", 2,
            means.Count < 3 ? null : peaks.Count > 0 || !IsMonotone(means), "agrees if it is not monotone");
    }

    private static Comparison Noise(List<Curve> read)
    {
        var (clean, noisy) = (Means(read, decay: 0, noise: false), Means(read, decay: 0, noise: true));
        return Comparison.Of(
            "the same with 15 % wrong answers", "wrong answers make the peak over width higher",
            "Nakkiran et al. 2020 (1912.02292), abstract, from memory", Text(noisy), 2,
            clean.Count == 0 || noisy.Count == 0 ? null : noisy.Max(mean => mean.Loss) > clean.Max(mean => mean.Loss),
            "agrees if the largest mean loss over widths is larger with them");
    }

    private static Comparison Memorised(List<Curve> read)
    {
        var (without, with) = (Means(read, decay: 0, noise: true), Means(read, decay: 1, noise: true));
        return Comparison.Of(
            "the same with decay 1", "the right amount of regularisation takes the peak away",
            "Nakkiran et al. 2021 (2003.01897), abstract, from memory", Text(with), 2,
            with.Count == 0 || without.Count == 0 ? null : with.Max(mean => mean.Loss) < without.Max(mean => mean.Loss),
            "agrees if the largest mean loss over widths is smaller than without decay; one decay, not the best for each width");
    }

    private static List<(int Width, double Loss)> Means(List<Curve> read, double decay, bool noise) =>
        [.. read.Where(curve => curve.Decay == decay && curve.HasNoise == noise).GroupBy(curve => curve.Width)
            .OrderBy(group => group.Key).Select(group => (group.Key, group.Average(curve => curve.Final)))];

    private static bool IsMonotone(List<(int Width, double Loss)> means) =>
        means.Zip(means.Skip(1)).All(pair => pair.First.Loss >= pair.Second.Loss)
            || means.Zip(means.Skip(1)).All(pair => pair.First.Loss <= pair.Second.Loss);

    private static string Text(List<(int Width, double Loss)> means) =>
        string.Join(", ", means.Select(mean => $"{Words.Number(mean.Loss)} at {mean.Width}"));

    private static Figure Widths(List<Curve> read) => Figure.Of(
        "Test loss over width", Axis.Log("width"), Axis.Log("test loss at the end", "nats"),
        [.. read.GroupBy(curve => curve.Kind).Select(group => (Trace)new LineTrace(
            group.Key, [.. group.GroupBy(curve => curve.Width).Select(width => (Value)(double)width.Key)],
            [.. group.GroupBy(curve => curve.Width).Select(width => (Value)width.Average(curve => curve.Final))]) { HasMarkers =
                true })]) with
    {
        Caption = "Means over seeds after the last step.",
    };

    private static Figure Steps(List<Curve> read) => Figure.Of(
        "Test loss over steps", [.. read.GroupBy(curve => curve.Kind).Select(kind => new Panel
        {
            Title = kind.Key, X = Axis.Linear("step"), Y = Axis.Log("test loss", "nats"),
            Traces = [.. kind.GroupBy(curve => curve.Width).Select(width => width.First()).Select(curve => (Trace)new LineTrace(
                $"width {curve.Width}", [.. curve.Rows.Select(row => (Value)(double)row.Step)],
                [.. curve.Rows.Select(row => (Value)row.TestLoss)]) { Colour = ColourRole.Series((int)Math.Log2(curve.Width)) })],
        })]) with
    {
        Caption = "One seed of each width.",
    };

    private sealed record Curve(SweepOutcome Outcome, IReadOnlyList<MetricsRow> Rows)
    {
        public int Width => Outcome.Run.Config.Model.DModel;

        public double Decay => Outcome.Run.Config.Training.WeightDecay;

        public bool HasNoise => Outcome.Run.Config.Split.CorruptFraction > 0;

        public string Kind => $"decay {Words.Number(Decay)}, {(HasNoise ? "15 % wrong answers" : "no wrong answers")}";

        public double Final => Rows[^1].TestLoss!.Value;

        public bool IsLearned => Rows[^1].TrainAccuracy >= 0.99;

        public bool RisesAndFalls => Rows.Max(row => row.TestLoss) >= 1.1 * Rows[0].TestLoss && Final < Rows[0].TestLoss;
    }
}
