using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;
using System.Text.Json;

namespace Grokking.Training;

/// <summary>summary.json: how a run ended, written last.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Steps">Number of updates done.</param>
/// <param name="StepsTo99Train">First logged step with train accuracy of 99 % or more, or null.</param>
/// <param name="StepsTo99Test">First logged step with test accuracy of 99 % or more, or null.</param>
/// <param name="Final">The last row of metrics.</param>
/// <param name="TrainSeconds">Time spent in training steps.</param>
/// <param name="WallSeconds">Time spent in all: steps, evaluation, writing.</param>
/// <param name="PeakMemoryMb">Largest resident memory of the process, MB (10⁶ bytes).</param>
/// <param name="Threads">Number of threads.</param>
/// <param name="Engine">Id of the engine.</param>
/// <param name="Machine">What it ran on.</param>
public sealed record RunSummary(
    RunStatus Status,
    int Steps,
    [property: JsonPropertyName("steps_to_99_train")] int? StepsTo99Train,
    [property: JsonPropertyName("steps_to_99_test")] int? StepsTo99Test,
    MetricsRow? Final,
    double TrainSeconds,
    double WallSeconds,
    double PeakMemoryMb,
    int Threads,
    string Engine,
    MachineInfo Machine)
{
    /// <summary>Whether it ended since it had solved the test pairs for <see cref="TrainingConfig.StopWhenSolvedFor"/>
    /// steps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Solved { get; init; }

    /// <summary>Whether the run came to the end that a config asks for: a longer config has more to do, unless it was solved
    /// before.</summary>
    public bool IsEndOf(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Status == RunStatus.Finished && (Solved || Steps == config.Training.MaxSteps);
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(this, ConfigJson.Options) + "\n");

    /// <summary>Reads the file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a summary.</exception>
    public static RunSummary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunSummary>(JsonInput.ReadFile(path), ConfigJson.Options)
                ?? throw new InvalidDataException($"{path}: expected a run's summary, got null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected a run's summary: {ForeignText.Show(error.Message, 300)}", error);
        }
    }
}

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>All steps were done, or as many as it took to solve the test pairs where the config stops then.</summary>
    Finished,

    /// <summary>It was stopped from outside; it can be resumed.</summary>
    Interrupted,

    /// <summary>The loss became infinite or not a number.</summary>
    NonFinite,
}

/// <summary>What a run ran on, as far as it explains its speed.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Runtime">.NET runtime.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="VectorBits">Width of the SIMD registers in use.</param>
public sealed record MachineInfo(string Os, string Runtime, int Cores, int VectorBits)
{
    /// <summary>This machine.</summary>
    public static MachineInfo Current => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated
            ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0);
}
