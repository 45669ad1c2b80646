using System.Globalization;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports;

/// <summary>One page over several runs: their curves on one another, their verdicts in a table, and how far they
/// spread.</summary>
public static class RunsReport
{
    /// <summary>The page as data.</summary>
    /// <param name="folder">The folder that holds the runs, for the title and the names.</param>
    /// <param name="runs">The runs, each with what was found of it.</param>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static HtmlReport Compose(string folder, IReadOnlyList<(Run Run, RunAnalysis Findings)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Require.That(runs.Count > 0, "expected at least one run.", nameof(runs));
        var items = runs.Select(item =>
            new Item(
                Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(item.Run.Paths.Folder))), item.Run.Metrics,
                item.Run, item.Findings)).ToList();
        return new HtmlReport
        {
            Title = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}: {items.Count} runs",
            Summary = [Outcome(items), Words(items)],
            Sections =
            [
                new ReportSection(
                    "Training",
                    ["The runs on one another. What one curve does may be chance; what all do is the task's.", Curves(items),
                        Grokked(items)]),
                new ReportSection(
                    "Verdicts",
                    ["What each became. Every run has a page of its own beside its folder's other files, once report has been "
                        + "called on it.", Verdicts(items)]),
                new ReportSection("Spread", ["Over all runs.", Spread(items)]),
                new ReportSection("Origin",
                [
                    new Table("Origin of the numbers and figures.", ["", ""],
                        [["made again by",
                            $"grokking report {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}"],
                                ["made by", $"grokking {ReportOrigin.Version}"]]),
                    Origins(items),
                ]),
            ],
        };
    }

    private sealed record Item(string Name, IReadOnlyList<MetricsRow> Metrics, Run Run, RunAnalysis Findings)
    {
        public Analysis Analysis => Findings.Analysis;

        public int? StepTo99 => Metrics.FirstOrDefault(row => row.TestAccuracy >= 0.99)?.Step;

        public string Verdict => VerdictWord.Of(Analysis) ?? "none";

        public string Why => Analysis.Groups?.Reason ?? Analysis.Circuits?.Reason ?? "–";

        public string Keys => Analysis.Groups is { KeyRepresentations: { Count: > 0 } representations }
            ? Text.List(representations)
            : Analysis.KeyFrequencies.Count > 0 ? Text.List(Analysis.KeyFrequencies) : "–";
    }

    private static string Outcome(List<Item> items)
    {
        int[] steps = [.. items.Select(item => item.StepTo99).OfType<int>().Order()];
        return steps.Length == 0
            ? $"None of the {items.Count} runs answers 99 % of its test pairs."
            : $"{steps.Length} of the {items.Count} runs answer 99 % of their test pairs, the first at step "
                + $"{Text.Count(steps[0])}, the last at step {Text.Count(steps[^1])}"
                + (steps.Length < 3 ? "." : $", half of them by step {Text.Count(steps[(steps.Length - 1) / 2])}.");
    }

    private static string Words(List<Item> items) =>
        "Verdicts: "
            + Text.List(items.GroupBy(item => item.Verdict).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Count()} {group.Key}")) + ".";

    private static Figure Curves(List<Item> items) => new()
    {
        Id = "curves",
        Title = "Test loss and test accuracy of every run",
        Caption = "Look how alike the runs are, and where they part. Hover over a curve for its run.",
        Columns = 1,
        PanelAspect = 2.6,
        Sharing = AxisSharing.X,
        Panels =
        [
            new Panel { X = Axis.Linear("step"),
                Y = LossScale.Axis("test loss over all classes", items[0].Run.Config.Training.Loss),
                Traces = [.. items.Select(item => Line(item, row => row.TestLoss))], Lines = [.. Guesses(items)] },
            new Panel { X = Axis.Linear("step"), Y = Axis.Linear("test accuracy", 0, 1.02),
                Traces = [.. items.Select(item => Line(item, row => row.TestAccuracy))] },
        ],
    };

    private static IEnumerable<ReferenceLine> Guesses(List<Item> items) =>
        items.Select(item => (item.Run.Operation.Answers, item.Run.Config.Training.Loss)).Distinct().Count() == 1
            ? [LossScale.Guessing(items[0].Run.Operation, items[0].Run.Config.Training.Loss)] : [];

    private static LineTrace Line(Item item, Func<MetricsRow, double?> value) =>
        new(item.Name, item.Metrics.Select(row => row.Step).ToArray(),
            item.Metrics.Select(row => value(row) ?? double.NaN).ToArray()) { IsThin = true };

    private static Figure Grokked(List<Item> items) => new()
    {
        Id = "steps-to-generalise",
        Title = "When each run answers 99 % of its test pairs",
        Caption = "One point a run, in the order of their names; a run that never does has none.",
        PanelAspect = 3,
        Panels =
        [
            new Panel
            {
                X = Axis.Category("run"),
                Y = Axis.Linear("step", 0, 1.1 * Math.Max(1, items.Max(item => item.StepTo99 ?? 0))),
                Traces =
                [
                    new PointTrace(
                        "99 % of test pairs", items.Select(item => item.Name).ToArray(),
                        items.Select(item => (double?)item.StepTo99 ?? double.NaN).ToArray())
                    {
                        Colour = ColourRole.Highlight,
                            Hover = [.. items.Select(item =>
                                $"{item.Name}: step {(item.StepTo99 is { } step ? Text.Count(step) : "–")}")],
                    },
                ],
            },
        ],
    };

    // A column that no run has anything in is left out.
    private static Table Verdicts(List<Item> items)
    {
        var isGroup = items.Exists(item => item.Analysis.Groups is not null);
        (TableColumn Column, Func<Item, string> Of)[] all =
        [
            ("run", item => item.Name),
            ("verdict", item => item.Verdict),
            ("explained", item => VerdictWord.OfExplanation(item.Analysis) ?? "–"),
            (isGroup ? "key representations" : "key frequencies", item => item.Keys),
            (TableColumn.Number("step of 99 %"), item => item.StepTo99 is { } step ? Text.Count(step) : "–"),
            (TableColumn.Number("test accuracy"), item => Text.Percent(item.Analysis.Accuracy.Test)),
            (TableColumn.Number("gradient symmetricity"),
                item => Text.Number(item.Analysis.Circuits?.GradientSymmetricity?.Value)),
            (TableColumn.Number("distance irrelevance, right logit"),
                item => Text.Number(item.Analysis.Circuits?.DistanceIrrelevance?.Correct)),
            (TableColumn.Number("accuracy, attention frozen"),
                item => Text.Percent(item.Analysis.Circuits?.AttentionFrozen?.Accuracy)),
            ("why", item => item.Why),
        ];
        var shown = all.Where(column => items.Exists(item => column.Of(item) != "–")).ToList();
        return new Table(
            "The verdict on each run's last checkpoint, its numbers, and the step at which it answers 99 % of its test pairs.",
            [.. shown.Select(column => column.Column)],
            [.. items.Select(item => (IReadOnlyList<string>)[.. shown.Select(column => column.Of(item))])]);
    }

    private static Table Origins(List<Item> items) => new(
        "Where each run comes from, and the checkpoint that its numbers are of.",
        ["run", "seeds", "engine", "machine", "trained on", "checkpoint", "SHA-256"],
        [.. items.Select(item => (IReadOnlyList<string>)
        [
            item.Name, .. ReportOrigin.OfRun(item.Run).Select(fact => fact.Text),
            Path.GetFileName(item.Analysis.Source.Path ?? "–"), item.Analysis.Source.Sha256 ?? "–",
        ])]);

    private static Table Spread(List<Item> items)
    {
        (string Name, Func<Item, double?> Of)[] numbers =
        [
            ("step of 99 % test accuracy", item => item.StepTo99),
            ("final test accuracy", item => item.Analysis.Accuracy.Test),
            ("final test loss over the answers", item => item.Analysis.Loss.Test),
            ("key frequencies", item => item.Analysis.Fourier is null ? null : item.Analysis.KeyFrequencies.Count),
            ("key representations", item => item.Analysis.Groups?.KeyRepresentations.Count),
            ("explained by characters", item => item.Analysis.Groups?.CharacterFractionExplained),
            ("S(g), of all logits", item => item.Analysis.Groups?.Equivariance.EnergyShare),
            ("gradient symmetricity", item => item.Analysis.Circuits?.GradientSymmetricity?.Value),
            ("distance irrelevance, right logit", item => item.Analysis.Circuits?.DistanceIrrelevance?.Correct),
            ("second-order fraction", item => item.Analysis.Circuits?.SecondOrderFraction),
            ("accuracy, attention frozen", item => item.Analysis.Circuits?.AttentionFrozen?.Accuracy),
        ];
        return new Table("Smallest, median and largest value over the runs that have one.",
            ["number", TableColumn.Number("runs"), TableColumn.Number("smallest"), TableColumn.Number("median"),
                TableColumn.Number("largest")],
            [.. numbers.Select(number => (number.Name, Values: items.Select(number.Of).OfType<double>().Order().ToArray()))
                .Where(number => number.Values.Length > 0).Select(number => Row(number.Name, number.Values))]);
    }

    private static IReadOnlyList<string> Row(string name, double[] sorted) =>
    [
        name, sorted.Length.ToString(CultureInfo.InvariantCulture), Text.Number(sorted[0]), Text.Number(Median(sorted)),
        Text.Number(sorted[^1]),
    ];

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
