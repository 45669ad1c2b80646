using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>Explaining one checkpoint of the mainline network; GROKKING_CHECKPOINT names a trained one, else the initial weights
/// serve.</summary>
[Config(typeof(FewRuns))]
public class AnalysisBenchmarks
{
    private LoadedCheckpoint? checkpoint;
    private Split? split;

    /// <summary>Reads or draws the network.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var config = PresetCatalogue.Mainline.Config;
        var architecture = config.CreateArchitecture();
        split = config.Split.Resolve(config.CreateOperation());
        checkpoint = Environment.GetEnvironmentVariable("GROKKING_CHECKPOINT") is { Length: > 0 } path
            ? CheckpointReader.Open(path)
            : new LoadedCheckpoint(config, 0, new Model(architecture, WeightInit.Draw(architecture, 0)), split, "drawn");
    }

    /// <summary>Everything in analysis.json.</summary>
    [Benchmark]
    public Analysis Analyze() => Analyzer.Analyze(Evaluation(null));

    /// <summary>One row of timeline.csv, from the forward pass on.</summary>
    [Benchmark]
    public TimelineRow TimelineRowOfOneCheckpoint() =>
        TimelineRow.Measure(0, Evaluation([14, 35, 41, 42, 52]));

    private CheckpointEvaluation Evaluation(int[]? keyFrequencies) =>
        new(FullBatchActivations.Of(checkpoint!.Model, checkpoint.Operation, checkpoint.Format), split, keyFrequencies);

    private sealed class FewRuns : ManualConfig
    {
        public FewRuns() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
