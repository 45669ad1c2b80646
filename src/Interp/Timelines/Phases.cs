using MathNet.Numerics.Statistics;

namespace Grokking.Interp;

/// <summary>
/// The three phases of a run that groks (Nanda et al. 2023, section 5.2), found from its timeline. A phase that did not happen
/// is null. Steps are those of the timeline: no finer than its checkpoints.
/// </summary>
public sealed record Phases
{
    /// <summary>Training accuracy from which training pairs count as learned.</summary>
    public const double LearnedAccuracy = 0.99;

    /// <summary>Test accuracy that ends circuit formation.</summary>
    public const double GeneralisedAccuracy = 0.5;

    /// <summary>Share of the steepest fall of the sum of squared weights at which cleanup has ended.</summary>
    public const double SettledShare = 1.0 / 16;

    /// <summary>How the run learned.</summary>
    public required LearningOutcome Outcome { get; init; }

    /// <summary>
    /// The training pairs are learned by heart. Ends at the minimum of the excluded loss (of the training pairs, with all key
    /// frequencies removed) before test accuracy reaches 50 %: from there on the network leans on the key frequencies.
    /// </summary>
    public Phase? Memorisation { get; init; }

    /// <summary>The general algorithm grows under the memorised answers. Ends when test accuracy reaches 50 %.</summary>
    public Phase? CircuitFormation { get; init; }

    /// <summary>
    /// Weight decay removes what was memorised. Ends when the sum of squared weights falls at less than a sixteenth of the
    /// steepest rate since the phase began.
    /// </summary>
    public Phase? Cleanup { get; init; }

    /// <summary>Finds the phases.</summary>
    /// <param name="timeline">Columns train_accuracy and test_accuracy; for a run that groks also excluded_loss (without it, the
    /// maximum of test_loss_answers ends memorisation) and sum_squared_weights.</param>
    public static Phases Find(Timeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        return new PhaseFinder(timeline).Find();
    }
}

/// <summary>A stretch of training.</summary>
/// <param name="From">First step.</param>
/// <param name="To">Last step, the first of the next phase.</param>
/// <param name="Finished">Whether its end was seen; false when the timeline ends first.</param>
/// <param name="Rule">What marks its end, in words.</param>
public sealed record Phase(int From, int To, bool Finished, string Rule);

/// <summary>How a run learned, seen at the steps of its timeline.</summary>
public enum LearningOutcome
{
    /// <summary>The timeline has no training and test accuracies, so that it cannot be told.</summary>
    Unknown,

    /// <summary>Training accuracy never reached 99 %.</summary>
    NotLearned,

    /// <summary>Training accuracy reached 99 %, test accuracy never 50 %.</summary>
    MemorisedOnly,

    /// <summary>When training accuracy first was 99 %, test accuracy was 50 % or more already.</summary>
    GeneralisedAtOnce,

    /// <summary>Test accuracy reached 50 % later than training accuracy 99 %.</summary>
    Grokked,
}

/// <summary>Applies the rules of <see cref="Phases"/> to a timeline. Rows without a value are passed over.</summary>
internal sealed class PhaseFinder(Timeline timeline)
{
    // Intervals between checkpoints on each side whose median fall stands for one: spikes of the weights do not end cleanup.
    private const int Neighbours = 2;

    private readonly IReadOnlyList<int> steps = timeline.Steps;
    private readonly IReadOnlyList<double?> trainAccuracy = Column(timeline, "train_accuracy");
    private readonly IReadOnlyList<double?> testAccuracy = Column(timeline, "test_accuracy");

    /// <summary>The phases of the timeline.</summary>
    public Phases Find()
    {
        var learned = First(trainAccuracy, Phases.LearnedAccuracy);
        var general = First(testAccuracy, Phases.GeneralisedAccuracy);
        var outcome = Outcome(learned, general);
        if (outcome is not (LearningOutcome.Grokked or LearningOutcome.MemorisedOnly))
        {
            return new Phases { Outcome = outcome };
        }
        var memorised = EndOfMemorisation(learned!.Value, (general ?? steps.Count) - 1);
        return new Phases
        {
            Outcome = outcome,
            Memorisation = memorised is { } end
                ? new Phase(steps[0], steps[end.Row], Finished: end.Row < steps.Count - 1, end.Rule)
                : null,
            CircuitFormation = memorised is { } start && general is { } half
                ? new Phase(steps[start.Row], steps[half], Finished: true, "test accuracy reaches 50 %")
                : null,
            Cleanup = general is { } begin ? Cleanup(begin) : null,
        };
    }

    private LearningOutcome Outcome(int? learned, int? general) => (learned, general) switch
    {
        _ when trainAccuracy.All(value => value is null) || testAccuracy.All(value => value is null) => LearningOutcome.Unknown,
        (null, _) => LearningOutcome.NotLearned,
        (_, null) => LearningOutcome.MemorisedOnly,
        ({ } first, { } later) => later <= first ? LearningOutcome.GeneralisedAtOnce : LearningOutcome.Grokked,
    };

    private (int Row, string Rule)? EndOfMemorisation(int from, int to)
    {
        if (Lowest(
            Column(timeline, timeline.Has("group_excluded_loss") ? "group_excluded_loss" : "excluded_loss"), from, to, sign: 1)
                is { } minimum)
        {
            return (minimum, "minimum of the excluded loss before test accuracy reaches 50 %");
        }
        return Lowest(Column(timeline, "test_loss_answers"), from, to, sign: -1) is { } maximum
            ? (maximum, "maximum of the test loss before test accuracy reaches 50 %; there is no excluded loss")
            : null;
    }

    private Phase? Cleanup(int begin)
    {
        var (rows, falls) = Falls(begin);
        if (falls.Count == 0 || falls.Max() <= 0)
        {
            return null;
        }
        var steepest = falls.IndexOf(falls.Max());
        var settled = falls.FindIndex(steepest, fall => fall <= falls[steepest] * Phases.SettledShare);
        var end = settled >= 0 ? rows[settled] : steps.Count - 1;
        return new Phase(steps[begin], steps[end], settled >= 0,
            "the sum of squared weights falls at less than a sixteenth of the steepest rate since the phase began");
    }

    // For each row from begin on, the fall of the sum of squared weights per step behind it: the median over nearby intervals.
    private (List<int> Rows, List<double> Falls) Falls(int begin)
    {
        var weights = Column(timeline, "sum_squared_weights");
        var rows = Enumerable.Range(begin, steps.Count - begin).Where(row => weights[row] is not null).ToList();
        var raw = rows.Zip(rows.Skip(1), Fall).ToArray();
        var falls = Enumerable.Range(0, raw.Length)
            .Select(i => raw[Math.Max(0, i - Neighbours)..Math.Min(raw.Length, i + Neighbours + 1)].Median())
            .ToList();
        return (rows, falls);

        double Fall(int row, int next) => (weights[row]!.Value - weights[next]!.Value) / (steps[next] - steps[row]);
    }

    private static int? Lowest(IReadOnlyList<double?> column, int from, int to, int sign)
    {
        var rows = Enumerable.Range(from, to - from + 1).Where(row => column[row] is not null).ToArray();
        return rows.Length == 0 ? null : rows.MinBy(row => sign * column[row]);
    }

    private static int? First(IReadOnlyList<double?> column, double level)
    {
        var rows = Enumerable.Range(0, column.Count).Where(row => column[row] >= level).Take(1).ToArray();
        return rows.Length == 0 ? null : rows[0];
    }

    private static IReadOnlyList<double?> Column(Timeline timeline, string name) =>
        timeline.Has(name) ? timeline[name] : new double?[timeline.Steps.Count];
}
