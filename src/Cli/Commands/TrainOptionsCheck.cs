using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Checks how a run is to be carried out, before a folder is made for it.</summary>
internal static class TrainOptionsCheck
{
    /// <summary>Throws when options are wrong or contradict each other.</summary>
    /// <exception cref="UsageException">The message names the option.</exception>
    /// <exception cref="ArgumentException">The engine has no such device.</exception>
    /// <exception cref="NotSupportedException">What the engine runs on is missing; the message says what to do.</exception>
    public static void ThrowIfWrong(TrainOptions options)
    {
        if (options.Resume && options.Force)
        {
            throw new UsageException("--resume goes on with a run and --force deletes it: expected one of them, got both.");
        }
        if (options.From is not null && !options.Resume)
        {
            throw new UsageException("--from names the state that --resume goes on from: expected both, got --from alone.");
        }
        if (!EngineCatalogue.Choices.Contains(options.Engine))
        {
            throw new UsageException($"--engine: '{options.Engine}' is unknown.{Suggest.Among(options.Engine, EngineCatalogue.Choices)}");
        }
        var engine = options.Engine != EngineCatalogue.Automatic ? options.Engine
            : options.Device is EngineCatalogue.Automatic or EngineEntry.Cpu ? CpuEngine.EngineId : EngineCatalogue.Torch;
        _ = EngineCatalogue.Find(engine).ResolveDevice(options.Device);
    }
}
