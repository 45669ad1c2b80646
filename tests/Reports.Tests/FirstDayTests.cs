using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>What a researcher does on the first day, each as a program of twelve lines at most.</summary>
public sealed partial class FirstDayTests(FirstDayTests.TwoRuns runs) : IClassFixture<FirstDayTests.TwoRuns>
{
    private const int MostLines = 12;

    private string Folder { get; } = runs.First;

    private string OtherFolder { get; } = runs.Second;

    [Fact]
    public void Train()
    {
        var config = PresetCatalogue.Demo.Config with { Task = new TaskConfig { P = 11 } };
        config = config with { Training = config.Training with { MaxSteps = 60, LogEvery = 20, CheckpointEvery = 60 } };
        var fitted = Trainer.Fit(config);
        var curve = LineTrace.Of("train", fitted.Metrics.Select(row => ((double)row.Step, row.TrainLoss)));
        Figure.Of("Loss", Axis.Linear("step"), Axis.Log("loss", "nats"), curve).SavePng(Path.Combine(Folder, "loss.png"));
        Assert.True(fitted.Metrics[^1].TrainLoss < fitted.Metrics[0].TrainLoss);
        Assert.Equal(60, fitted.Final.Step);
    }

    [Fact]
    public void Hook()
    {
        var final = Run.Open(Folder).Final;
        var cache = final.Model.RunWithCache(final.Examples((3, 4), (5, 6)), [HookNames.Pattern(0), HookNames.MlpPost(0)]);
        var attention = cache[HookNames.Pattern(0)];                                    // [batch, n_heads, query_pos, key_pos]
        Assert.Equal(2, attention.Shape[0]);
        Assert.Equal(1, Enumerable.Range(0, 3).Sum(key => attention[1, 0, 2, key]), 1e-5);
        Assert.Equal(
            cache.Logits.Span.ToArray(),
            Model.Load(Run.Open(Folder).Paths.Checkpoint(final.Step)).Run(final.Examples((3, 4), (5, 6))).Span.ToArray());
    }

    [Fact]
    public void Ablate()
    {
        var evaluation = Run.Open(Folder).Final.Evaluate();
        var k = evaluation.Cyclic!.Clusters!.Clusters[0].Frequency;
        var neurons = evaluation.Cyclic.NeuronsOf(k);
        var without = evaluation.Score(Training.Hook.ZeroAblate(HookNames.MlpPost(0), axis: 2, neurons));
        var heads =
            evaluation.ScoreEach(Enumerable.Range(0, 2).Select(head => Training.Hook.MeanAblate(HookNames.Z(0), axis: 2, head)));
        Assert.True(without.All.Loss > evaluation.Scores.All.Loss);
        Assert.Equal(evaluation.Score(Training.Hook.MeanAblate(HookNames.Z(0), axis: 2, 1)).All, heads[1].All);
        var each = evaluation.ScoreEach(neurons.Select(neuron =>
            Training.Hook.ZeroAblate(HookNames.MlpPost(0), axis: 2, neuron)), Positions.ReadOut);
        Assert.Equal(evaluation.Score(Training.Hook.ZeroAblate(HookNames.MlpPost(0), axis: 2, neurons[^1])).All, each[^1].All);
    }

    [Fact]
    public void Fourier()
    {
        var view = Run.Open(Folder).Final.Evaluate().Cyclic!;
        var spectrum = new FourierSpectrum(view.Basis, view.W_E!);
        var strongest = view.Basis.Frequencies.MaxBy(k => spectrum.Power[k - 1]);
        var logits = view.CosineFit.FractionExplained([strongest]);
        Assert.Equal(view.EmbeddingSpectrum!.Power, spectrum.Power);
        Assert.InRange(logits, 0, 1);
    }

    [Fact]
    public void Classify()
    {
        var analysis = Run.Open(Folder).Final.Analyze();
        var verdict = analysis.Circuits!.Verdict;
        var table = VerdictTable.Of([analysis, Run.Open(OtherFolder).Final.Analyze()]).ToCsv();
        Assert.NotEmpty(analysis.Circuits.Reason);
        Assert.Contains($",{verdict.ToString().ToLowerInvariant()},", table, StringComparison.Ordinal);
        Assert.Equal(
            analysis.Circuits.Frequencies.Select(circle => circle.K), EvidenceTable.Rows(analysis).Select(row => row.Circle.K));
    }

    [Fact]
    public void Compare()
    {
        var (first, second) = (Run.Open(Folder), Run.Open(OtherFolder));
        var comparison = Run.Compare(first, second);
        Assert.Equal([new ComparedSetting("model.seed", "0", "1")], comparison.Settings);
        Assert.Equal(first.Analyze().Timeline["excluded_loss"][^1], comparison["excluded_loss"].First);
        Assert.Equal(second.Metrics[^1].TrainLoss, comparison["train_loss_all_classes"].Second!.Value, 1e-5);
    }

    [Fact]
    public void EachProgram_HasTwelveLinesAtMost()
    {
        var bodies = Body().Matches(File.ReadAllText(ThisFile()))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.TrimEnd('\n').Split('\n').Length);

        Assert.Equal(
            ["Ablate", "Classify", "Compare", "Fourier", "Hook", "Train"],
            bodies.Keys.Where(name => !name.Contains('_', StringComparison.Ordinal)).Order());
        Assert.All(bodies, body => Assert.InRange(body.Value, 1, MostLines));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\[Fact\]\n    public void (\w+)\(\)\n    \{\n(.*?)    \}\n", RegexOptions.Singleline)]
    private static partial Regex Body();

    /// <summary>Two small runs that differ in their initial weights.</summary>
    public sealed class TwoRuns : IDisposable
    {
        private readonly TempFolder temp = new();

        public TwoRuns()
        {
            (First, Second) = (temp.File("first"), temp.File("second"));
            var config = SmallRun.Config with { Training = SmallRun.Config.Training with { CheckpointEvery = 750 } };
            Trainer.Train(config, First, new TrainOptions { Threads = 1 });
            Trainer.Train(config with { Model = config.Model with { Seed = 1 } }, Second, new TrainOptions { Threads = 1 });
        }

        public string First { get; }

        public string Second { get; }

        public void Dispose() => temp.Dispose();
    }
}
