using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>Wrong answers among the training pairs: memorised, put right or spoiling everything (Power et al. 2022, outliers;
/// Doshi et al. 2024, phases and pruning).</summary>
public sealed class Corruption() : Experiment("corruption", "Wrong answers: memorised, put right, or spoiling everything")
{
    private const string Doshi = "Doshi et al. 2024";
    internal const string Notebook = $"{Doshi}, notebook of the repository";
    private const int PaperP = 97, PaperNeurons = 500;

    // Of the paper's notebook, at α = 0.5 and ξ = 0.35.
    private static readonly (double Decay, int Steps)[] NamedSettings = [(0, 1000), (5, 500), (15, 500), (20, 500), (20, 5000)];

    // Of the rule by which the phases are told apart.
    private const double Tolerance = 0.05;

    /// <inheritdoc/>
    public override string Question =>
        "Doshi et al. (2024) train quadratic networks of one hidden layer on a table of which a share ξ of the taught answers is "
            + "wrong. Without regularisation they memorise the wrong ones and generalise all the same "
        + "(coexistence); with decay they put them right (inversion); with too much they forget everything. The neurons that "
        + "generalise are periodic, those that memorise are not, so that pruning by the inverse "
        + "participation ratio (IPR) takes one ability and leaves the other. Power et al. (2022) taught their transformers some "
        + "wrong answers. What happens here?";

    /// <inheritdoc/>
    public override string Scaled =>
        "the five named settings are the paper's own; the grid of shares has numbers modulo "
            + "53 and 270 neurons instead of 97 and 500, coarse shares and 500 steps instead of 2,000; "
        + "Power's outliers have numbers modulo 31 and one layer 64 wide, with three counts, for 2,500 steps; five seeds throughout.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var named = runs.Where(config => IsQuadratic(config) && IsNamed(config))
            .Where(outcome => outcome.Result.Summary is not null).ToList();
        var pruning = named.Where(outcome => Decay(outcome) == 0).Select(outcome => Pruning.Of(runs.Final(outcome)!)).ToList();
        return new ExperimentFindings(
            [
                Named(named, (0, 1000), "train 0.978, test 0.983; mean IPR about 0.28", Phase.Coexistence, runs),
                Named(named, (5, 500), "train 0.786, test 1.000; mean IPR about 0.42", Phase.PartialInversion, runs),
                Named(named, (15, 500), "train 0.654 (1 − ξ + ξ/p), test 1.000; mean IPR about 0.62", Phase.FullInversion, runs),
                Named(named, (20, 500), "full inversion", Phase.FullInversion, runs),
                Named(named, (20, 5000), "train 0.009, test 0.011: the outputs are zero", Phase.Forgetting, runs),
                Phases(runs, 0), Phases(runs, 5),
                .. Pruning.Comparisons(pruning), Outliers(runs),
            ],
            [Diagram(runs), Pruning.Draw(pruning), IprFigure(named, runs)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale)
    {
        var small = scale == ExperimentScale.Small;
        yield return new SweepGrid(Quadratic(PaperP, PaperNeurons))
            .Over(NamedSettings.Select(item => SweepPoint.Of(("weight_decay", item.Decay), ("max_steps", item.Steps))))
            .OverSeeds(5);
        double[] shares = small ? [0.3, 0.5, 0.7, 0.9] : [.. Enumerable.Range(2, 17).Select(i => i / 20.0)];
        double[] corrupted = small ? [0.1, 0.35, 0.6] : shares;
        yield return new SweepGrid(small ? Quadratic(p: 53, neurons: 270) : Quadratic(PaperP, PaperNeurons))
            .Over("weight_decay", small ? [0, 5] : [0, 5, 15, 20])
            .Over("train_fraction", shares.Cast<object>()).Over("corrupt_fraction", corrupted.Cast<object>())
            .Over("max_steps", small ? 500 : 2000).OverSeeds(small ? 5 : 1);
        var transformer =
            small ? Networks.Small(steps: 2500, share: 0.65, decay: 1, checkpointEvery: 2500) : Networks.Power(100_000);
        yield return new SweepGrid(transformer).Over("corrupt_count", small ? [0, 20, 60, 180] : [0, 10, 100, 1000, 2000, 3000])
            .OverSeeds(5);
    }

    // As in the paper: mean squares, full batch, AdamW at 0.01, decay decoupled; α = 0.5 and ξ = 0.35 are its notebook's.
    private static RunConfig Quadratic(int p, int neurons) => new()
    {
        Task = new TaskConfig { P = p },
        Split = new SplitConfig { TrainFraction = 0.5, CorruptFraction = 0.35 },
        Model = new ModelConfig
        {
            Architecture = OneHotMlpFamily.FamilyId, DMlp = neurons, Activation = ActivationKind.Quadratic, EqualsSign = false,
                SeparateVocabularies = true,
        },
        Training = new TrainingConfig
        {
            Loss = LossKind.Mse, LearningRate = 0.01, WeightDecay = 0, WarmupSteps = 0, MaxSteps = 1000, LogEvery = 20,
                CheckpointEvery = 1000, KeepStates = false,
        },
    };

    private static bool IsQuadratic(RunConfig config) => config.Model.Architecture == OneHotMlpFamily.FamilyId;

    private static bool IsNamed(RunConfig config) =>
        config is { Task.P: PaperP, Split: { TrainFraction: 0.5, CorruptFraction: 0.35 } }
            && NamedSettings.Contains((config.Training.WeightDecay, config.Training.MaxSteps));

    private static double Decay(SweepOutcome outcome) => outcome.Run.Config.Training.WeightDecay;

    private static MetricsRow Last(ExperimentRuns runs, SweepOutcome outcome) => runs.Open(outcome).Metrics[^1];

    private static Phase PhaseOf(SweepOutcome outcome)
    {
        var (config, final) = (outcome.Run.Config, outcome.Result.Summary!.Final!);
        var clean = 1 - config.Split.CorruptFraction + (config.Split.CorruptFraction / config.Task.P);
        return (final.TrainAccuracy, final.TestAccuracy ?? 0) switch
        {
            var (train, test) when train < 0.5 * clean && test < 0.5 => Phase.Forgetting,
            ( >= 0.9, < 0.5) => Phase.Memorisation,
            var (train, test) when train >= 0.9 && test >= 0.9 && train > clean + Tolerance => Phase.Coexistence,
            var (train, test) when test >= 0.95 && Math.Abs(train - clean) <= Tolerance => Phase.FullInversion,
            var (train, test) when test >= 0.95 && train > clean + Tolerance => Phase.PartialInversion,
            _ => Phase.Confusion,
        };
    }

    private static Comparison Named(
        List<SweepOutcome> named, (double Decay, int Steps) setting, string paper, Phase phase, ExperimentRuns runs)
    {
        var mine = named.Where(outcome => (Decay(outcome), outcome.Run.Config.Training.MaxSteps) == setting).ToList();
        var rows = mine.Select(outcome => Last(runs, outcome)).ToList();
        var phases = mine.Select(PhaseOf).ToList();
        return Comparison.Of(
            $"α = 0.5, ξ = 0.35, decay {Words.Number(setting.Decay)}, {Words.Count(setting.Steps)} steps: {Name(phase)}",
            paper, Notebook,
            mine.Count == 0 ? "" : $"train {Words.Range(rows.Select(row => row.TrainAccuracy))}, test "
                + $"{Words.Range(rows.Select(row => row.TestAccuracy ?? 0))}, wrong answers as taught "
                + $"{Words.Range(rows.Select(row => row.CorruptedAccuracy ?? 0))}, "
            + $"put right {Words.Range(rows.Select(row => row.InvertedAccuracy ?? 0))}, mean IPR "
            + $"{Words.Range(mine.Select(outcome => MeanIpr(runs, outcome)).OfType<double>())}: "
            + Counts(phases), mine.Count, mine.Count == 0
                ? null : phases.All(item => item == phase),
                    $"agrees if every seed shows {Name(phase)}: thresholds of ours, since the paper's are not published");
    }

    // What becomes of the shares of data and of wrong answers, without decay and with it.
    private static Comparison Phases(ExperimentRuns runs, double decay)
    {
        var mine = InGrid(runs).Where(outcome => Decay(outcome) == decay).ToList();
        var phases = mine.Select(PhaseOf).ToList();
        bool Is(params Phase[] any) => phases.Any(any.Contains);
        return Comparison.Of(
            $"over shares of data and of wrong answers, decay {Words.Number(decay)}",
            decay == 0 ? "coexistence, beside memorisation where data are few; no inversion"
                : "inversion, partial or full, in place of coexistence",
            $"{Doshi}, phase diagrams", mine.Count == 0 ? "" : $"of {mine.Count} runs {Counts(phases)}",
            SweepGroup.Of(mine).Select(group => group.Outcomes.Count).DefaultIfEmpty().Min(),
            mine.Count == 0 ? null
                : decay == 0 ? Is(Phase.Coexistence) && Is(Phase.Memorisation) && !Is(Phase.FullInversion)
                : Is(Phase.PartialInversion, Phase.FullInversion)
                    && phases.Count(phase => phase == Phase.Coexistence)
                        < phases.Count(phase => phase is Phase.PartialInversion or Phase.FullInversion),
            decay == 0 ? "agrees if some runs show coexistence, some memorisation, and none full inversion"
                : "agrees if more runs show inversion than coexistence");
    }

    private static string Counts(IReadOnlyCollection<Phase> phases) =>
        string.Join(", ", phases.CountBy(phase => phase).OrderByDescending(pair => pair.Value)
            .Select(pair => $"{pair.Value} {Name(pair.Key)}"));

    private static IEnumerable<SweepOutcome> InGrid(ExperimentRuns runs) =>
        runs.Where(config => IsQuadratic(config) && !IsNamed(config)).Where(outcome => outcome.Result.Summary?.Final is not null);

    private static double? MeanIpr(ExperimentRuns runs, SweepOutcome outcome) =>
        runs.Final(outcome)?.Cyclic?.NeuronParticipation?.Average();

    private static Comparison Outliers(ExperimentRuns runs)
    {
        var groups = runs.Groups(config => !IsQuadratic(config)).OrderBy(Count).ToList();
        var best = groups.Select(group =>
            (Group: group, Test: group.Outcomes.Average(outcome => outcome.Result.Summary?.Final?.TestAccuracy ?? 0))).ToList();
        return Comparison.Of(
            "transformer: test accuracy by number of wrong answers",
            "up to about 1,000 of some 4,700 hardly hurt, 2,000 to 3,000 hurt strongly", "Power et al. 2022, outliers",
            string.Join("; ", best.Select(item => $"{Count(item.Group)} of {Trained(item.Group)}: {Words.Percent(item.Test)}")),
            groups.Count == 0 ? 0 : groups.Min(group => group.Outcomes.Count),
            best.Count < 2 || best[0].Test < 0.9
                ? null : best[^1].Test < best[0].Test - 0.1,
                    "agrees if without wrong answers it generalises and the most cost more than a tenth; another share of data");
    }

    private static int Count(SweepGroup group) => group.Outcomes[0].Run.Config.Split.CorruptCount;

    private static int Trained(SweepGroup group) =>
        group.Outcomes[0].Run.Config is var config ? config.Split.Resolve(config.CreateOperation()).Train.Count : 0;

    private static Figure Diagram(ExperimentRuns runs)
    {
        var mine = InGrid(runs).ToList();
        double[] shares = [.. mine.Select(outcome => outcome.Run.Config.Split.TrainFraction).Distinct().Order()];
        double[] corrupted = [.. mine.Select(outcome => outcome.Run.Config.Split.CorruptFraction).Distinct().Order()];
        Panel Of(double decay, string what, Func<MetricsRow, double> valueOf) => new()
        {
            Title = $"decay {Words.Number(decay)}: {what}", X = Axis.Category("share trained on α"),
                Y = Axis.Category("share of wrong answers ξ"),
            Traces =
            [
                new HeatMapTrace(
                    what, Grid.Of(corrupted.Length, shares.Length, (row, column) =>
                        mine.Where(outcome => Decay(outcome) == decay
                            && outcome.Run.Config.Split.TrainFraction == shares[column]
                            && outcome.Run.Config.Split.CorruptFraction == corrupted[row])
                        .Select(outcome => valueOf(outcome.Result.Summary!.Final!)).DefaultIfEmpty(double.NaN).Average()),
                    ColourScale.Sequential("accuracy", 0, 1))
                {
                    X = [.. shares.Select(share => (Value)Words.Number(share))],
                        Y = [.. corrupted.Select(share => (Value)Words.Number(share))], HasNumbers = true,
                },
            ],
        };
        return Figure.Of("Accuracies over shares of data and of wrong answers",
            [.. new double[] { 0, 5 }.SelectMany(decay =>
                new[] { Of(decay, "train", row => row.TrainAccuracy),
                    Of(decay, "test", row => row.TestAccuracy ?? double.NaN) })]) with
        {
            Caption = "Means over seeds. High in train and in test: coexistence. Test above train: inversion. High in train alone: memorisation.",
        };
    }

    private static Figure IprFigure(List<SweepOutcome> named, ExperimentRuns runs) => Figure.Of(
        "Inverse participation ratio of the neurons", Axis.Linear("neuron, by rank"), Axis.Linear("IPR", 0, 1),
        [.. named.Where(outcome => outcome.Run.Config.Training.MaxSteps <= 1000).GroupBy(Decay)
            .Select(group => (Decay: group.Key, Ipr: runs.Final(group.First())?.Cyclic?.NeuronParticipation?.Order().ToList()))
            .Where(item => item.Ipr is not null)
            .Select(item =>
                (Trace)new LineTrace(
                    $"decay {Words.Number(item.Decay)}", Values.Indices(item.Ipr!.Count),
                    [.. item.Ipr.Select(value => (Value)value)]))]) with
    {
        Caption = "1: one frequency alone. Without decay there are two kinds of neurons; decay makes more of them periodic.",
    };

    private static string Name(Phase phase) => phase switch
    {
        Phase.PartialInversion => "partial inversion",
        Phase.FullInversion => "full inversion",
        _ => phase.ToString().ToLowerInvariant(),
    };

    // What a network does with wrong answers, by its accuracies.
    private enum Phase
    {
        Confusion,
        Forgetting,
        Memorisation,
        Coexistence,
        PartialInversion,
        FullInversion,
    }
}
