using BenchmarkDotNet.Attributes;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>One full-batch step of the mainline network and what it consists of, by engine and number of threads.</summary>
public class StepBenchmarks : IDisposable
{
    private IEngine? engine;
    private Examples? examples;

    /// <summary>The engine's id.</summary>
    [Params(FusedEngine.EngineId, CpuEngine.EngineId)]
    public string Engine { get; set; } = "";

    /// <summary>Threads of the engine.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var config = PresetCatalogue.Mainline.Config;
        var architecture = config.CreateArchitecture();
        examples = new Examples(
            config.CreateOperation(), config.CreateFormat(), [.. config.Split.Resolve(config.CreateOperation()).Train]);
        engine = EngineCatalogue.Create(
            Engine, architecture, WeightInit.Draw(architecture, 0), new EngineOptions(new AdamW(), Threads));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        engine?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Loss and accuracy.</summary>
    [Benchmark]
    public Evaluation Evaluate() => engine!.Evaluate(examples!);

    /// <summary>Forward, backward and AdamW.</summary>
    [Benchmark]
    public Evaluation Step()
    {
        var evaluation = engine!.ComputeGradients(examples!);
        engine.ApplyUpdate();
        return evaluation;
    }
}
