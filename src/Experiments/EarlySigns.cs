using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Which measure moves before the test loss, by how many steps, and how often it moves on runs that never
/// grok.</summary>
public sealed class EarlySigns() : Experiment("early-signs", "Which measure moves before the test loss, and how often in vain")
{
    // The test loss moves when it has fallen to half of the largest that it had been.
    private const double Moved = 0.5;

    // Of a network that has learned its training pairs; before that every measure moves.
    private const double Learned = 0.99;

    private static readonly Measure<CheckpointEvaluation> Ratio = new(
        "class_distance_ratio",
        "between the classes' mean neurons, squared distance over the spread within classes, on the test pairs, 0 or more",
        evaluation => ClassDistance.Of(evaluation)!.Value,
        evaluation =>
            ClassDistance.Of(evaluation) is null
                ? "the network has no neurons, or no answer occurs twice among the test pairs" : null);

    private static readonly Measure<CyclicView> LargestCluster = new(
        "largest_cluster", "share of the neurons that vary whose frequency is the commonest among them, 0 to 1",
        view => view.Clusters is { Alive: > 0 } clusters
            ? (double)clusters.Frequencies.Where(k => k > 0).CountBy(k => k).Max(group => group.Value) / clusters.Alive : 0);

    private static readonly Measure<CyclicView> ExtractedAccuracy = new(
        "extracted_test_accuracy",
        "share of the test pairs that the network extracted from the neurons' phases answers right, 0 to 1",
        view => ExtractedNetwork.Of(view)?.Scores.Test?.Accuracy ?? 0);

    // Thresholds are set before any run: those of the papers where they have one, else a change that noise does not make.
    private static readonly Sign[] Signs =
    [
        new("one frequency has 80 % of the neurons",
            "leads 95 % test accuracy by 500 to 3,000 steps, mean 1,722 (9 of 9 settings)", "Sivasankar 2026 (2606.12966)",
            (run, row) => run.At("largest_cluster", row) >= 0.8),
        new("class distance ratio twice that when learned", "leads by about 400 steps (+, ×)", "Golwala 2026 (2604.20923)",
            (run, row) => run.At("class_distance_ratio", row) >= 2 * run.At("class_distance_ratio", run.LearnedRow)),
        new("weight norm a tenth below its largest", "lags by 450 ± 200 steps", "Golwala 2026 (2604.20923)",
            (run, row) => run.At("sum_squared_weights", row) <= 0.81 * run.Largest("sum_squared_weights", row)),
        new("excluded loss ten times its smallest", "rises through circuit formation, thousands of steps before",
            "Nanda et al. 2023, fig. 7", (run, row) => run.At("excluded_loss", row) >= 10 * run.Smallest("excluded_loss", row)),
        new("restricted loss half of the test loss", "falls through circuit formation, thousands of steps before",
            "Nanda et al. 2023, fig. 7", (run, row) => run.At("restricted_loss", row) <= 0.5 * run.At("test_loss_answers", row)),
        new("Gini of the embedding 0.1 above that when learned", "rises in circuit formation, jumps in cleanup",
            "Nanda et al. 2023, fig. 6", (run, row) => run.At("gini_embed", row) >= run.At("gini_embed", run.LearnedRow) + 0.1),
        new("one frequency explains half of the neurons' variance", "–", "ours",
            (run, row) => run.At("neuron_fraction_explained", row) >= 0.5),
        new("commutator defect twice that when learned", "leads by 600 to 1,600 steps (onset, mod 97)", "Xu 2026 (2602.16967)",
            (run, row) => run.Defect(row) >= 2 * run.Defect(run.LearnedRow)),
        new("S(e) of pairs whose mirror is unseen is largest at 0",
            "right 4,500 steps before the end of cleanup, at an accuracy of 37 %; wrong at the end of memorisation",
            "saved run of Nanda et al. 2023, measured", (run, row) => run.At("equivariant_margin_mirror_unseen", row) > 0),
        new("the network extracted from the neurons' phases answers half of the test pairs",
            "81 % when the training pairs are learned and the test accuracy is 0 (two-hot network)",
            "Swaroop 2026 (2603.23784)", (run, row) => run.At("extracted_test_accuracy", row) >= 0.5),
        new("local learning coefficient a quarter below its largest",
            "largest when the training pairs are learned, falls long before the test accuracy rises (another network)",
            "devinterp, example of modular addition",
            (run, row) =>
                run.Coefficient(row) <= 0.75 * Enumerable.Range(run.LearnedRow, row - run.LearnedRow + 1).Max(run.Coefficient)),
    ];

    /// <inheritdoc/>
    public override string Question =>
        "Several measures are said to announce grokking hundreds or thousands of steps before the test loss moves. A sign that "
        + "also shows on runs that never grok announces nothing, and no paper counts such runs. By how many steps does each lead "
        + "here, and on how many runs that never grok does it show?";

    /// <inheritdoc/>
    public override string Scaled =>
        "numbers modulo 31 and half of the pairs, one layer 64 wide, a checkpoint every 100 steps of 4,000; five seeds with "
            + "decay 2, and five without, which memorise and stay there. The commutator defect is the median over five pairs "
        + "of batches of 64 pairs; the local learning coefficient comes from one chain of 40 draws after 40 that do not count, "
        + "step 5e-4, pull 300, nβ = n/ln n, with which a chain settles and stays below the loss of guessing.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var read = runs.All.Where(outcome => outcome.Result.Status == SweepStatus.Finished)
            .Select(outcome => Reading.Of(runs.Open(outcome))).OfType<Reading>().ToList();
        var (moved, never) = (
            read.Where(run => run.MovedStep is not null).ToList(),
            read.Where(run => run.MovedStep is null && run.BestTest < 0.5).ToList());
        return new ExperimentFindings(
            [.. Signs.Select(sign => Row(sign, moved, never)), Phases(never)], [Leads(moved, never), Curves(read)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var config = scale == ExperimentScale.Small
            ? Networks.Small(steps: 4000, share: 0.5, decay: 2, checkpointEvery: 100)
            : Networks.Mainline(steps: 40_000, checkpointEvery: 200);
        yield return new SweepGrid(config).Over("weight_decay", scale == ExperimentScale.Small ? [2, 0] : [1, 0])
            .OverSeeds(scale == ExperimentScale.Small ? 5 : 10);
    }

    private static Comparison Row(Sign sign, List<Reading> moved, List<Reading> never)
    {
        var leads = moved.Select(run => run.MovedStep - run.FirstStep(sign)).OfType<int>().ToList();
        var alarms = never.Count(run => run.FirstStep(sign) is not null);
        var isLag = sign.Paper.StartsWith("lags", StringComparison.Ordinal);
        return Comparison.Of(
            sign.Name, sign.Paper, sign.Where,
            $"shows on {leads.Count} of {moved.Count} runs that grok, "
                + $"{(leads.Count == 0 ? "no lead" : $"median lead {Words.Number(Words.Median(leads.Select(lead => (double)lead)))} steps ({leads.Min()} to {leads.Max()})")}; false alarms on {alarms} of {never.Count} runs that never grok",
            moved.Count,
            moved.Count == 0 || sign.Where == "ours"
                ? null : isLag ? leads.All(lead => lead <= 0) : leads.Count == moved.Count && leads.Min() > 0,
            isLag ? "agrees if it comes no earlier on any run"
                : "agrees if it shows on every run that groks, before the test loss moves; the steps are of another network, and "
                    + "false alarms are not in the papers");
    }

    private static Comparison Phases(List<Reading> never)
    {
        var (phases, dealt, own) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var evaluation in never.Select(run => run.Last()))
        {
            if (evaluation.Cyclic is { } view && ExtractedNetwork.Of(view) is { } extracted)
            {
                phases.Add(extracted.Scores.TestMirrorUnseen?.Accuracy ?? 0);
                dealt.Add(extracted.Shuffled.TestMirrorUnseen?.Accuracy ?? 0);
                own.Add(evaluation.Scores.TestMirrorUnseen?.Accuracy ?? 0);
            }
        }
        return Comparison.Of(
            "test pairs whose mirror is unseen, answered by the phases alone on runs that never grok",
            "81 % while the network's own accuracy is below 0.01 % (two-hot network)",
            "Swaroop 2026 (2603.23784)", phases.Count == 0 ? "no such run"
                : $"a share of {Words.Range(phases)}, the networks themselves {Words.Percent(own.Average())}; control, phases "
                    + $"dealt out among the neurons of a frequency: {Words.Percent(dealt.Average())}",
            phases.Count, null,
            "another network, modulus and share; the phases are right where the answers are not, and stay so without grokking");
    }

    private static Figure Leads(List<Reading> moved, List<Reading> never) => Figure.Of(
        "Steps by which each sign leads", Axis.Linear("steps before the test loss has halved"), Axis.Category(""),
        new PointTrace(
            "runs that grok", [.. Pairs(moved).Select(pair => (Value)(double)pair.Lead)],
            [.. Pairs(moved).Select(pair => (Value)pair.Sign.Name)])) with
    {
        Caption = $"Each point is a run; right of 0 the sign came first. False alarms, on {never.Count} runs that never grok: "
            + string.Join("; ", Signs.Select(sign => $"{sign.Name}: {never.Count(run => run.FirstStep(sign) is not null)}"))
            + ".",
    };

    private static IEnumerable<(Sign Sign, int Lead)> Pairs(List<Reading> moved) =>
        from sign in Signs from run in moved let first =
            run.FirstStep(sign) where first is not null select (sign, run.MovedStep!.Value - first.Value);

    private static Figure Curves(List<Reading> read)
    {
        Panel Of(string column, Axis y) => new()
        {
            X = Axis.Linear("step"), Y = y,
            Traces = [.. read.Index().Select(run => (Trace)new LineTrace(
                run.Item.MovedStep is null ? "never groks" : "groks", [.. run.Item.Steps.Select(step => (Value)(double)step)],
                [.. Enumerable.Range(0, run.Item.Steps.Count).Select(row => (Value)run.Item.At(column, row))])
            {
                IsThin = true, Colour = run.Item.MovedStep is null ? ColourRole.Muted : ColourRole.Highlight,
                    Key = $"{column} {run.Index}",
            })],
        };
        return Figure.Of(
            "The measures over training", Of("test_loss_answers", Axis.Log("test loss", "nats")),
            Of("restricted_loss", Axis.Log("restricted loss", "nats")),
            Of("excluded_loss", Axis.Log("excluded loss", "nats")),
            Of("class_distance_ratio", Axis.Linear("class distance ratio"))) with
        {
            Caption = "Runs that grok, and in grey those that never do.",
        };
    }

    // A sign shows at a row of the timeline, behind the one at which the training pairs are learned.
    private sealed record Sign(string Name, string Paper, string Where, Func<Reading, int, bool> Shows);

    private sealed class Reading
    {
        private static readonly LangevinOptions OneChain = new() { Chains = 1, Draws = 40, BurnIn = 40 };

        private readonly Run run;
        private readonly Timeline timeline;
        private readonly Dictionary<Sign, int?> first = [];
        private readonly Dictionary<(string, int), double> known = [];

        private Reading(Run run, Timeline timeline, int learnedRow)
        {
            (this.run, this.timeline, LearnedRow) = (run, timeline, learnedRow);
            var losses = timeline["test_loss_answers"];
            var moved = Enumerable.Range(learnedRow, Steps.Count - learnedRow)
                .FirstOrDefault(row => losses[row] <= Moved * Largest("test_loss_answers", row), -1);
            MovedStep = moved < 0 ? null : Steps[moved];
        }

        public IReadOnlyList<int> Steps => timeline.Steps;

        public int LearnedRow { get; }

        public int? MovedStep { get; }

        public double BestTest => timeline["test_accuracy"].Max() ?? 0;

        public static Reading? Of(Run run)
        {
            var timeline = run.Analyze(MeasureSet.Default.With(Ratio, LargestCluster, ExtractedAccuracy)).Timeline;
            var learned = timeline["train_accuracy"].Index().FirstOrDefault(item => item.Item >= Learned, (-1, null)).Index;
            return learned < 0 ? null : new Reading(run, timeline, learned);
        }

        public double? At(string column, int row) => timeline[column][row];

        public double? Largest(string column, int row) => timeline[column].Take(row + 1).Max();

        public double? Smallest(string column, int row) => timeline[column].Take(row + 1).Min();

        public int? FirstStep(Sign sign)
        {
            if (!first.TryGetValue(sign, out var step))
            {
                var row = Enumerable.Range(LearnedRow + 1, Math.Max(0, Steps.Count - LearnedRow - 1))
                    .FirstOrDefault(row => sign.Shows(this, row), -1);
                first[sign] = step = row < 0 ? null : Steps[row];
            }
            return step;
        }

        // What takes gradients is measured only where a sign asks for it.
        public double Defect(int row) => Known("defect", row, checkpoint => CommutatorDefect.Of(checkpoint, batch: 64));

        public double Coefficient(int row) =>
            Known("coefficient", row, checkpoint => LocalLearningCoefficient.Of(checkpoint, OneChain).Value);

        public CheckpointEvaluation Last() => CheckpointEvaluation.Of(run.Load(Steps[^1]));

        private double Known(string name, int row, Func<Checkpoint, double> measure) =>
            known.TryGetValue((name, row), out var value) ? value : known[(name, row)] = measure(run.Load(Steps[row]));
    }

    // Mean squared distance between the classes' means over the mean squared distance from them, in the last layer of neurons.
    private static class ClassDistance
    {
        public static double? Of(CheckpointEvaluation evaluation)
        {
            if (evaluation.Pairs.Activations.NeuronsPost is not { } neurons || evaluation.Split is not { } split)
            {
                return null;
            }
            var rows = Matrix.From(neurons);
            var held = split.Test.ToHashSet();
            var classes = evaluation.Operation.Pairs.Index().Where(pair => held.Contains(pair.Item))
                .GroupBy(pair => evaluation.Pairs.Labels[pair.Index], pair => pair.Index).Where(group => group.Count() > 1)
                .ToList();
            var means = classes.Select(group => Mean([.. group.Select(row => rows.Row(row).ToArray())])).ToList();
            var within = classes.Zip(means)
                .SelectMany(pair => pair.First.Select(row => Distance(rows.Row(row).ToArray(), pair.Second))).DefaultIfEmpty(0)
                .Average();
            var centre = means.Count == 0 ? [] : Mean(means);
            return within == 0 || means.Count < 2 ? null : means.Average(mean => Distance(mean, centre)) / within;
        }

        private static double[] Mean(List<double[]> vectors) =>
            [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(vector => vector[i]))];

        private static double Distance(double[] left, double[] right) => left.Zip(right, (a, b) => (a - b) * (a - b)).Sum();
    }
}
