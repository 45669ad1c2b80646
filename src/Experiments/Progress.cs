using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>The gradual change below the sudden one, over seeds (Nanda et al. 2023, figures 6 and 7).</summary>
public sealed class Progress() : Experiment("progress", "The gradual change below the sudden one")
{
    private const string Paper = "Nanda et al. 2023";
    private const int Seeds = 5;

    // Between the smallest excluded loss and the largest behind it; the paper's run has a factor of 10^5.
    private const double Rise = 10;

    /// <inheritdoc/>
    public override string Question =>
        "Nanda et al. (2023) took apart a network that adds modulo 113: while its test loss stays high, the loss of its Fourier "
        + "part alone falls, and the loss without that part rises. Training has three phases: memorisation, circuit formation "
        + "and cleanup. Is that so from every start?";

    /// <inheritdoc/>
    public override string Scaled =>
        "numbers modulo 31 instead of 113, half of the pairs instead of 30 %, a network 64 wide instead of 128, decay 2 instead "
            + "of 1, 4,000 steps instead of 40,000; five seeds as in the paper.";

    /// <inheritdoc/>
    public override ExperimentFindings Read(ExperimentRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var read = runs.All.Where(outcome => outcome.Result.Status == SweepStatus.Finished)
            .Select(outcome => runs.Open(outcome).Analyze()).ToList();
        var grokked = read.Where(analysis => analysis.Phases.Outcome == LearningOutcome.Grokked).ToList();
        var isPaper = runs.Scale == ExperimentScale.Paper;
        return new ExperimentFindings(
            [
                Outcomes(read), Phase(grokked, "memorisation", 1400, phases => phases.Memorisation, isPaper),
                Phase(grokked, "circuit formation", 9400, phases => phases.CircuitFormation, isPaper),
                Phase(grokked, "cleanup", 14_000, phases => phases.Cleanup, isPaper), Restricted(grokked), Excluded(grokked),
                Gini(grokked), Weights(grokked), Frequencies(read, isPaper),
            ],
            [Losses(read), Sparsity(read)]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<SweepGrid> Grids(ExperimentScale scale) =>
        [new SweepGrid(scale == ExperimentScale.Small
            ? Networks.Small(steps: 4000, share: 0.5, decay: 2, checkpointEvery: 100)
            : Networks.Mainline(steps: 40_000, checkpointEvery: 100)).OverSeeds(Seeds)];

    private static Comparison Outcomes(List<RunAnalysis> read)
    {
        var grokked = read.Count(analysis => analysis.Phases.Outcome == LearningOutcome.Grokked);
        return Comparison.Of(
            "seeds that grok", "all five", $"{Paper}, app. C",
            $"{grokked} of {read.Count}: "
                + $"{string.Join(", ", read.GroupBy(analysis => analysis.Phases.Outcome).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"))}",
            read.Count, read.Count == 0 ? null : grokked == read.Count,
            "agrees if in every run the test accuracy passed 50 % later than the training accuracy 99 %");
    }

    private static Comparison Phase(List<RunAnalysis> grokked, string name, int paper, Func<Phases, Phase?> phaseOf, bool isPaper)
    {
        var ends = grokked.Select(analysis => phaseOf(analysis.Phases)).OfType<Phase>().Where(phase => phase.Finished)
            .Select(phase => (double)phase.To).ToList();
        var lengths = grokked.Select(analysis => phaseOf(analysis.Phases)).OfType<Phase>().Count(phase => phase.To > phase.From);
        return Comparison.Of(
            $"end of {name}", $"step {Words.Count(paper)} on one network", $"{Paper}, fig. 7",
            $"{Words.Range(ends)}; the phase is there in {lengths} of {grokked.Count} runs", grokked.Count,
            !isPaper || ends.Count == 0 ? null : ends.Min() <= 1.2 * paper && ends.Max() >= 0.8 * paper,
            isPaper ? "agrees if the range over seeds comes within a fifth of the paper's step"
                : "steps of another network; that the phase is there can be compared");
    }

    // At the end of circuit formation, where half of the test pairs are still wrong.
    private static Comparison Restricted(List<RunAnalysis> grokked)
    {
        var ratios = grokked.Select(analysis => At(analysis, "test_loss_answers") / At(analysis, "restricted_loss"))
            .OfType<double>().ToList();
        return Comparison.Of(
            "test loss over the loss of the key frequencies alone, at the end of circuit formation", "576",
            $"{Paper}, fig. 7 (epoch 9,400 of the mainline run)", Words.Range(ratios), ratios.Count,
            ratios.Count == 0 ? null : ratios.All(ratio => ratio > 1),
            "agrees if in every run the part alone does better than the whole");
    }

    private static Comparison Excluded(List<RunAnalysis> grokked)
    {
        var rises = grokked.Select(analysis => RiseOf(analysis.Timeline["excluded_loss"])).OfType<double>().ToList();
        return Comparison.Of(
            "rise of the training loss without the key frequencies, from its minimum", "five decades: from 5e-5 to 11",
            $"{Paper}, fig. 7", $"a factor of {Words.Range(rises)}", rises.Count,
            rises.Count == 0 ? null : rises.All(rise => rise > Rise), $"agrees if it rises more than {Rise}-fold in every run");
    }

    private static Comparison Gini(List<RunAnalysis> grokked)
    {
        var (start, end) = (
            grokked.Select(analysis => analysis.Timeline["gini_embed"][0]).OfType<double>().ToList(),
            grokked.Select(analysis => analysis.Timeline["gini_embed"][^1]).OfType<double>().ToList());
        return Comparison.Of(
            "Gini coefficient of the embedding's Fourier components", "rises slowly in circuit formation and jumps in cleanup",
            $"{Paper}, fig. 6", $"{Words.Range(start)} at the start, {Words.Range(end)} at the end",
            end.Count, end.Count == 0 ? null : start.Zip(end).All(pair => pair.Second > pair.First),
            "agrees if it has risen in every run");
    }

    private static Comparison Weights(List<RunAnalysis> grokked)
    {
        var ratios = grokked.Where(analysis => analysis.Phases.Cleanup is not null)
            .Select(analysis => analysis.Timeline["sum_squared_weights"][^1] / At(analysis, "sum_squared_weights"))
            .OfType<double>().ToList();
        return Comparison.Of(
            "sum of squared weights at the end over that at the end of circuit formation",
            "995 / 2,001 = 0.50 (epochs 14,000 and 9,400)", $"{Paper}, fig. 7", Words.Range(ratios), ratios.Count,
            ratios.Count == 0 ? null : ratios.All(ratio => ratio < 1), "agrees if it falls in every run");
    }

    private static Comparison Frequencies(List<RunAnalysis> read, bool isPaper) => Comparison.Of(
        "number of key frequencies", "5 on the mainline run; 4, 3, 4 and more on four other seeds, of 56", $"{Paper}, app. C",
        Words.Range(read.Select(analysis => (double)analysis.Analysis.KeyFrequencies.Count)), read.Count,
        isPaper && read.Count > 0 ? read.All(analysis => analysis.Analysis.KeyFrequencies.Count is >= 3 and <= 7) : null,
        isPaper ? "agrees if every run has 3 to 7" : "a smaller modulus has 15 frequencies in all");

    // The value of a measure where test accuracy reaches one half.
    private static double? At(RunAnalysis analysis, string measure) => analysis.Phases.CircuitFormation is { } phase
        ? analysis.Timeline[measure][analysis.Timeline.Steps.ToList().IndexOf(phase.To)] : null;

    private static double? RiseOf(IReadOnlyList<double?> column)
    {
        var values = column.OfType<double>().ToList();
        var lowest = values.IndexOf(values.Min());
        return values.Skip(lowest).Max() / values[lowest];
    }

    private static Figure Losses(List<RunAnalysis> read) => Figure.Of(
        "Losses over training, five starts", Axis.Linear("step"), Axis.Log("loss", "nats"),
        [.. from column in new (string Id, string Name, ColourRole Colour)[]
            {
                ("train_loss_answers", "train", ColourRole.Train), ("test_loss_answers", "test", ColourRole.Test),
                    ("restricted_loss", "key frequencies alone", ColourRole.Restricted),
                ("excluded_loss", "without key frequencies (train)", ColourRole.Excluded),
            }
            from run in read.Index()
            select (
                Trace)new LineTrace(
                    column.Name, [.. run.Item.Timeline.Steps.Select(step => (Value)(double)step)],
                    [.. run.Item.Timeline[column.Id].Select(value => (Value)value)])
            {
                Colour = column.Colour, IsThin = true, Key = $"{column.Id} {run.Index}",
            }]) with
    {
        Caption = "Each seed is a thin line. The test loss falls at once and late; below it, the loss of the key frequencies "
            + "alone falls all the time, and the training loss without them rises.",
    };

    private static Figure Sparsity(List<RunAnalysis> read) => Figure.Of(
        "Sparsity of the embedding's spectrum", Axis.Linear("step"), Axis.Linear("Gini coefficient", 0, 1),
        [.. read.Select((analysis, i) => (Trace)new LineTrace(
            $"seed {i}", [.. analysis.Timeline.Steps.Select(step => (Value)(double)step)],
            [.. analysis.Timeline["gini_embed"].Select(value => (Value)value)]))]) with
    {
        Caption = "0: all Fourier components are equally long; near 1: few carry all.",
    };
}
