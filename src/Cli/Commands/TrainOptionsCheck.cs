using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Checks how a run is to be carried out, before a folder is made for it.</summary>
internal static class TrainOptionsCheck
{
    private const string Cpu = "cpu";

    /// <summary>Throws when options are wrong or contradict each other.</summary>
    /// <exception cref="UsageException">The message names the option.</exception>
    public static void ThrowIfWrong(TrainOptions options)
    {
        if (options.Resume && options.Force)
        {
            throw new UsageException("--resume goes on with a run and --force deletes it: expected one of them, got both.");
        }
        if (!EngineCatalogue.Choices.Contains(options.Engine))
        {
            throw new UsageException($"--engine: '{options.Engine}' is unknown.{Suggest.Among(options.Engine, EngineCatalogue.Choices)}");
        }
        if (options.Engine is EngineCatalogue.Automatic or CpuEngine.EngineId or FusedEngine.EngineId && options.Device != Cpu)
        {
            throw new UsageException($"--device: the engine '{options.Engine}' computes on '{Cpu}', got '{options.Device}'.");
        }
    }
}
