using Grokking.Training;

namespace Grokking.Reports.Tests;

/// <summary>A run that groks in about a second, for the notebooks to work on.</summary>
public sealed class SmallRun : IDisposable
{
    private readonly TempFolder temp = new();
    private int stopped;

    public SmallRun()
    {
        Folder = temp.File("run");
        Run.OpenOrTrain(Folder, Config);
    }

    /// <summary>The variable by which a notebook is told of another run than the demo.</summary>
    public static string Variable => "GROKKING_RUN";

    /// <summary>The run, trained to its end.</summary>
    public string Folder { get; }

    /// <summary>The same run in a new folder, stopped on the way.</summary>
    public string Stopped()
    {
        var folder = temp.File($"stopped-{++stopped}");
        using var stop = new CancellationTokenSource();
        Run.OpenOrTrain(folder, Config, _ => stop.Cancel(), stop.Token);
        return folder;
    }

    public string File(string name) => temp.File(name);

    public void Dispose() => temp.Dispose();

    /// <summary>What it is trained with.</summary>
    public static RunConfig Config => new()
    {
        Task = new TaskConfig { P = 13 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 32, NHeads = 2, DMlp = 64 },
        Training =
            new TrainingConfig { MaxSteps = 1500, CheckpointEvery = 250, LogEvery = 50, LearningRate = 5e-3, WeightDecay = 2 },
    };
}
