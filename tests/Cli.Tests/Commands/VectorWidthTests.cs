using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>Trains in a process that is told the processor has narrower vectors than it has.</summary>
[Trait("lane", "full")]
public sealed class VectorWidthTests(ITestOutputHelper output)
{
    private const int Steps = 50;

    // A dot product over d_head adds its terms in an order that depends on the width; 50 steps leave 5e-7 of that.
    private const double WeightTolerance = 1e-5;

    // Means of losses near 3.
    private const double LossTolerance = 1e-6;

    // No width is a multiple of 16, and d_head is longer than one vector of 512 bits.
    private static readonly RunConfig Config = new()
    {
        Task = new TaskConfig { P = 13 },
        Model = new ModelConfig { DModel = 40, NHeads = 2, DMlp = 37 },
        Training = new TrainingConfig { MaxSteps = Steps, CheckpointEvery = Steps, LogEvery = Steps },
    };

    public static TheoryData<string, string> Engines
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var setting in new[] { "DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic" })
            {
                cases.Add("cpu", setting);
                cases.Add("fused", setting);
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public void Training_WithoutAnInstructionSet_AgreesToFloatAccuracy(string engine, string setting)
    {
        using var folder = new TempFolder();
        var wide = Run.Open(Train(folder, "wide", engine, null));
        var narrow = Run.Open(Train(folder, "narrow", engine, setting));

        var (expected, weights) = (wide.Final.Model.Weights.Buffer, narrow.Final.Model.Weights.Buffer);
        var distance = TensorPrimitives.Distance<double>(Doubles(expected), Doubles(weights));
        output.WriteLine($"{engine} without {setting}: {(distance == 0 ? "the same bits" : $"a distance of {distance:G2}")}");
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], weights[i], WeightTolerance);
        }
        Assert.Equal(wide.Metrics[^1].TrainLoss, narrow.Metrics[^1].TrainLoss, LossTolerance);
        Assert.Equal(wide.Metrics[^1].TestLoss!.Value, narrow.Metrics[^1].TestLoss!.Value, LossTolerance);
    }

    private static string Train(TempFolder folder, string name, string engine, string? without)
    {
        string[] arguments =
        [
            "train", TinyRun.WriteConfig(folder, Config), "--out", folder.File(name), "--engine", engine, "--threads", "1",
        ];
        var result = without is null ? Tool.Run(arguments) : ToolProcess.RunWithout(without, folder.Path, arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return folder.File(name);
    }

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
