namespace Grokking.Training;

/// <summary>An engine that can be made.</summary>
/// <param name="Create">Makes it.</param>
/// <param name="ResolveDevice">
/// The device that an asked one stands for, as the config names it; <see cref="EngineCatalogue.Automatic"/> leaves the choice to
/// the engine. Throws an <see cref="ArgumentException"/> that says what to do when there is no such device.
/// </param>
/// <param name="RepeatabilityOn">What a second run on a resolved device gives.</param>
public sealed record EngineEntry(EngineFactory Create, Func<string, string> ResolveDevice, Func<string, Repeatability> RepeatabilityOn)
{
    /// <summary>The device of engines that have no choice.</summary>
    public const string Cpu = "cpu";

    /// <summary>An engine of this library: on the processor, the same bits at any number of threads.</summary>
    /// <param name="id">Its id, for messages.</param>
    /// <param name="create">Makes it.</param>
    public static EngineEntry OnCpu(string id, EngineFactory create) => new(create, device => CpuOnly(id, device), _ => Repeatability.Bits);

    private static string CpuOnly(string id, string device)
    {
        Require.That(device is Cpu or EngineCatalogue.Automatic, $"the engine '{id}' computes on '{Cpu}', got '{device}'.", nameof(device));
        return Cpu;
    }
}
