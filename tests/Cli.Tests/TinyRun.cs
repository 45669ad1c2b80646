using System.Globalization;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>A run that trains in well under a second.</summary>
internal static class TinyRun
{
    public const int Steps = 40;

    public static RunConfig Config { get; } = new()
    {
        Task = new TaskConfig { P = 5 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 16, NHeads = 2 },
        Training = new TrainingConfig { MaxSteps = Steps, CheckpointEvery = 10, LogEvery = 5 },
    };

    /// <summary>Writes the config and returns its path.</summary>
    public static string WriteConfig(TempFolder folder, RunConfig? config = null) =>
        folder.Write("tiny.json", ConfigJson.Write(config ?? Config));

    /// <summary>Trains it into a folder of that name and returns the folder.</summary>
    public static string Train(TempFolder folder, string name = "run", params string[] more)
    {
        var run = folder.File(name);
        var result = Tool.Run(["train", WriteConfig(folder), "--out", run, "--threads", "1", .. more]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return run;
    }

    /// <summary>The bytes of the checkpoint of a step.</summary>
    public static byte[] Checkpoint(string run, int step = Steps) => File.ReadAllBytes(new RunPaths(run).Checkpoint(step));

    /// <summary>A number as a command line has it.</summary>
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
