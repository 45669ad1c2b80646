namespace Grokking.Training;

/// <summary>What a sweep's tables say of one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Result">How it stands.</param>
/// <param name="Train">When it reached 99 % on the training pairs.</param>
/// <param name="Test">When it reached 99 % on the test pairs: when it grokked.</param>
/// <param name="MirrorUnseen">When it reached 99 % on the test pairs whose mirror was not trained on, by its checkpoints; null
/// where the operands are of different kinds or there are no such pairs.</param>
public sealed record SweepOutcome(PlannedRun Run, SweepResult Result, GrokTime Train, GrokTime Test, GrokTime? MirrorUnseen)
{
    /// <summary>The last step that was looked at; null for a run that was not begun.</summary>
    public int? LastStep { get; init; }

    /// <summary>Reads all runs of a sweep, whatever their state.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="threads">How many runs are read at a time, 1 or more.</param>
    /// <exception cref="InvalidDataException">A run's files are damaged.</exception>
    public static IReadOnlyList<SweepOutcome> Of(SweepFolder sweep, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var (runs, results) = (sweep.Plan.Runs, sweep.Results());
        var outcomes = new SweepOutcome[runs.Count];
        using var team = new ThreadTeam(Math.Clamp(runs.Count, 1, Require.AtLeast(threads, 1)));
        team.Run(runs.Count, i => outcomes[i] = Of(runs[i], results[i]));
        return outcomes;
    }

    /// <summary>A run's outcome as a time with or without the event: what <see cref="KaplanMeier"/> takes.</summary>
    /// <param name="step">The step of the event; null when it did not come.</param>
    public (int Step, bool Happened) Time(int? step) => (step ?? LastStep ?? 0, step is not null);

    private static SweepOutcome Of(PlannedRun run, SweepResult result)
    {
        var paths = new RunPaths(result.Run.Folder);
        IReadOnlyList<MetricsRow> rows = File.Exists(paths.Metrics) ? MetricsLog.Read(paths.Metrics) : [];
        var mirror = rows.Count == 0 ? null : MirrorUnseenOf(Training.Run.Open(result.Run.Folder));
        return new SweepOutcome(
            run, result, GrokTime.Of(rows.Select(row => (row.Step, (double?)row.TrainAccuracy))),
            GrokTime.Of(rows.Select(row => (row.Step, row.TestAccuracy))), mirror)
        {
            LastStep = rows.Count == 0 ? null : rows[^1].Step,
        };
    }

    private static GrokTime? MirrorUnseenOf(Run run)
    {
        var pairs = run.Split.TestMirrorUnseen(run.Operation);
        if (pairs.Count == 0)
        {
            return null;
        }
        var examples = new Examples(run.Operation, run.Config.CreateFormat(), [.. pairs]);
        return GrokTime.Of(
            run.Checkpoints.Select(checkpoint =>
                (checkpoint.Step, (double?)Accuracy(checkpoint.Model.Run(examples), examples.Labels))));
    }

    private static double Accuracy(Tensor logits, ReadOnlySpan<int> labels)
    {
        var (classes, correct) = (logits.Count / labels.Length, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            correct += System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(
                logits.Span.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
        }
        return (double)correct / labels.Length;
    }
}

/// <summary>When an accuracy reached 99 %, by both of the definitions in use.</summary>
/// <param name="First">The first step with 99 % or more; null when there was none.</param>
/// <param name="Sustained">The first step from which no later one fell below 99 %; null when the last one is below.</param>
public sealed record GrokTime(int? First, int? Sustained)
{
    /// <summary>The accuracy from which a network counts as having learned.</summary>
    public const double Threshold = SolvedStreak.Accuracy;

    /// <summary>The times of a curve.</summary>
    /// <param name="curve">Steps, ascending, each with its accuracy; null where there is none.</param>
    public static GrokTime Of(IEnumerable<(int Step, double? Accuracy)> curve)
    {
        int? first = null, sustained = null;
        foreach (var (step, accuracy) in curve)
        {
            var reached = accuracy >= Threshold;
            first ??= reached ? step : null;
            sustained = reached ? sustained ?? step : null;
        }
        return new GrokTime(first, sustained);
    }
}

/// <summary>The tables of a sweep.</summary>
public static class SweepTables
{
    // Settings that name a repetition and no other experiment.
    private static readonly string[] Seeds = ["seed", "split_seed", "batch_seed", "corrupt_seed"];

    /// <summary>
    /// results.csv: a row for each run, in the order of the plan, failures and runs that never grokked included. After the id
    /// come the settings that the sweep chose.
    /// </summary>
    public static TypedTable Results(IReadOnlyList<SweepOutcome> outcomes) => TypedTable.Of(
        [new Column<SweepOutcome>("id", outcome => outcome.Run.Id) { IsNullable = false },
            .. Settings(outcomes, outcomes, outcome => outcome.Run, _ => true), .. ResultColumns],
        outcomes);

    /// <summary>The columns of results.csv behind the id and the settings.</summary>
    public static IReadOnlyList<Column<SweepOutcome>> ResultColumns { get; } =
    [
        new("status", outcome => outcome.Result.Status) { IsNullable = false },
        new("steps", outcome => outcome.LastStep),
        new("first_99_train", outcome => outcome.Train.First),
        new("first_99_test", outcome => outcome.Test.First),
        new("sustained_99_test", outcome => outcome.Test.Sustained),
        new("first_99_mirror_unseen", outcome => outcome.MirrorUnseen?.First),
        new("sustained_99_mirror_unseen", outcome => outcome.MirrorUnseen?.Sustained),
        new("train_loss", outcome => outcome.Result.Summary?.Final?.TrainLoss),
        new("train_accuracy", outcome => outcome.Result.Summary?.Final?.TrainAccuracy),
        new("test_loss", outcome => outcome.Result.Summary?.Final?.TestLoss),
        new("test_accuracy", outcome => outcome.Result.Summary?.Final?.TestAccuracy),
        new("weight_norm", outcome => outcome.Result.Summary?.Final?.WeightNorm),
    ];

    /// <summary>times.csv: what a clock said of each run, which differs from time to time.</summary>
    public static TypedTable Times(IReadOnlyList<SweepOutcome> outcomes) => TypedTable.Of(
        [
            new Column<SweepOutcome>("id", outcome => outcome.Run.Id) { IsNullable = false },
            new("train_seconds", outcome => outcome.Result.Summary?.TrainSeconds) { Decimals = 3 },
            new("wall_seconds", outcome => outcome.Result.Summary?.WallSeconds) { Decimals = 3 },
            new("engine", outcome => outcome.Result.Summary?.Engine),
        ],
        outcomes);

    /// <summary>groups.csv: a row for each group of runs that differ in nothing but their seeds.</summary>
    public static TypedTable Groups(IReadOnlyList<SweepOutcome> outcomes) => Groups(SweepGroup.Of(outcomes));

    /// <summary>The columns of groups.csv behind the settings.</summary>
    public static IReadOnlyList<Column<SweepGroup>> GroupColumns { get; } =
    [
        new("runs", group => group.Outcomes.Count),
        new("not_finished", group => group.Outcomes.Count(outcome => outcome.Result.Status != SweepStatus.Finished)),
        .. TimeColumns("first", group => group.First),
        .. TimeColumns("sustained", group => group.Sustained),
        .. TimeColumns("mirror_unseen", group => group.MirrorUnseen),
    ];

    /// <summary>survival.csv: for each group the share of runs that have not yet reached 99 % on the test pairs, over
    /// steps.</summary>
    public static TypedTable Survival(IReadOnlyList<SweepOutcome> outcomes)
    {
        var points = SweepGroup.Of(outcomes).SelectMany(group => group.First.Points.Select(point => (Group: group, Point: point)))
            .ToList();
        return TypedTable.Of(
            [
                .. Settings(outcomes, points, item => item.Group.Outcomes[0].Run, IsNoSeed),
                new("step", item => item.Point.Step), new("at_risk", item => item.Point.AtRisk),
                new("events", item => item.Point.Events),
                new("share", item => item.Point.Share), new("lower", item => item.Point.Lower),
                new("upper", item => item.Point.Upper),
            ],
            points);
    }

    /// <summary>Whether a setting names more than a repetition.</summary>
    internal static bool IsNoSeed(string setting) => !Seeds.Contains(setting);

    private static TypedTable Groups(IReadOnlyList<SweepGroup> groups) =>
        TypedTable.Of(
            [.. Settings([.. groups.SelectMany(group => group.Outcomes)], groups, group => group.Outcomes[0].Run, IsNoSeed),
                .. GroupColumns], groups);

    private static IEnumerable<Column<SweepGroup>> TimeColumns(string name, Func<SweepGroup, KaplanMeier?> times) =>
    [
        new($"{name}_grokked", group => times(group)?.Events),
        new($"{name}_median", group => times(group)?.Median),
        new($"{name}_lower", group => times(group)?.MedianLower),
        new($"{name}_upper", group => times(group)?.MedianUpper),
    ];

    // A column is of whole numbers, numbers or truth values where all its values are, and else of text.
    private static IEnumerable<Column<T>> Settings<T>(
        IReadOnlyList<SweepOutcome> all, IReadOnlyList<T> rows, Func<T, PlannedRun> runOf, Func<string, bool> isShown) =>
        from name in all.SelectMany(outcome => outcome.Run.Settings.Keys).Distinct().Where(isShown).ToList()
        let values = rows.Select(row => runOf(row).Settings.GetValueOrDefault(name)).OfType<string>().ToList()
        select values.All(value => Whole(value) is not null)
            ? new Column<T>(name, row => Whole(runOf(row).Settings.GetValueOrDefault(name)))
            : values.All(value => Number(value) is not null)
            ? new Column<T>(name, row => Number(runOf(row).Settings.GetValueOrDefault(name)))
            : new Column<T>(name, row => runOf(row).Settings.GetValueOrDefault(name));

    private static int? Whole(string? text) =>
        int.TryParse(
            text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture,
            out var number) ? number : null;

    private static double? Number(string? text) =>
        double.TryParse(
            text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number : null;
}

/// <summary>Runs of a sweep that differ in nothing but their seeds.</summary>
/// <param name="Settings">The settings that they have in common, seeds left out.</param>
/// <param name="Outcomes">The runs, at least one.</param>
public sealed record SweepGroup(IReadOnlyDictionary<string, string> Settings, IReadOnlyList<SweepOutcome> Outcomes)
{
    /// <summary>Steps to 99 % on the test pairs for the first time; a run that did not come to it counts as far as it
    /// went.</summary>
    public KaplanMeier First => field ??= Times(outcome => outcome.Test.First);

    /// <summary>Steps from which on no test accuracy was below 99 %.</summary>
    public KaplanMeier Sustained => field ??= Times(outcome => outcome.Test.Sustained);

    /// <summary>Steps to 99 % on the test pairs whose mirror was not trained on; null where no run has such pairs.</summary>
    public KaplanMeier? MirrorUnseen =>
        Outcomes.All(outcome => outcome.MirrorUnseen is null) ? null : field ??= Times(outcome => outcome.MirrorUnseen?.First);

    /// <summary>The groups of a sweep, in the order of their first runs.</summary>
    public static IReadOnlyList<SweepGroup> Of(IReadOnlyList<SweepOutcome> outcomes) =>
    [
        .. outcomes.GroupBy(outcome => string.Join('\n', Common(outcome).Select(setting => $"{setting.Key}={setting.Value}")))
            .Select(group => new SweepGroup(Common(group.First()).ToDictionary(), [.. group])),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Common(SweepOutcome outcome) =>
        outcome.Run.Settings.Where(setting => SweepTables.IsNoSeed(setting.Key));

    private KaplanMeier Times(Func<SweepOutcome, int?> step) =>
        new(Outcomes.Where(outcome => outcome.LastStep is not null).Select(outcome => outcome.Time(step(outcome))));
}
