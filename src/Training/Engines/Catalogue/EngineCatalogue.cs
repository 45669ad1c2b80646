using System.Collections.Concurrent;

namespace Grokking.Training;

/// <summary>The engines that can be named. A new one is one class and one line here.</summary>
public static class EngineCatalogue
{
    /// <summary>What stands for the fastest engine that takes the network; see <see cref="Choose"/>.</summary>
    public const string Automatic = "auto";

    /// <summary>Id of the engine for GPUs, which another assembly brings.</summary>
    public const string Torch = "torch";

    private static readonly ConcurrentDictionary<string, EngineEntry> Entries = new(
    [
        new(CpuEngine.EngineId,
            EngineEntry.OnCpu(CpuEngine.EngineId, (architecture, start, options) => new CpuEngine(architecture, start, options))),
        new(FusedEngine.EngineId,
            EngineEntry.OnCpu(
                FusedEngine.EngineId, (architecture, start, options) => new FusedEngine(architecture, start, options))),
    ]);

    /// <summary>The engines that can be made here, by id.</summary>
    public static IReadOnlyDictionary<string, EngineEntry> All => Entries;

    /// <summary>The ids that a config may hold, whether or not this program can make the engine.</summary>
    public static IReadOnlyList<string> Ids { get; } = [CpuEngine.EngineId, FusedEngine.EngineId, Torch];

    /// <summary>Everything that can be asked for: the engines, and <see cref="Automatic"/>.</summary>
    public static IEnumerable<string> Choices => Ids.Prepend(Automatic);

    /// <summary>Makes an engine of another assembly available, once at the start of a program.</summary>
    /// <param name="id">Its id, one of <see cref="Ids"/>.</param>
    /// <param name="entry">How it is made.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static void Register(string id, EngineEntry entry)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(entry);
        Require.That(Ids.Contains(id), $"engine '{id}' is unknown.{Suggest.Among(id, Ids)}", nameof(id));
        Entries[id] = entry;
    }

    /// <summary>
    /// The engine and device that a request stands for. <see cref="Automatic"/> is <see cref="Torch"/> for a device that only it
    /// has, else <c>fused</c> where it applies, else <c>cpu</c>.
    /// </summary>
    /// <param name="id">One of <see cref="Choices"/>.</param>
    /// <param name="device">A device such as <c>cpu</c> or <c>cuda:0</c>, or <see cref="Automatic"/> for the engine's own
    /// choice.</param>
    /// <param name="architecture">The network.</param>
    /// <returns>An id of <see cref="All"/> and a device of that engine.</returns>
    /// <exception cref="ArgumentException">The engine is unknown, or there is no such device; the message says what to
    /// do.</exception>
    /// <exception cref="NotSupportedException">This program does not have the engine, or what it runs on is missing; the message
    /// says what to do.</exception>
    public static (string Engine, string Device) Choose(string id, string device, Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(device);
        Require.That(Choices.Contains(id), $"engine '{id}' is unknown.{Suggest.Among(id, Choices)}", nameof(id));
        var engine = id != Automatic ? id
            : device is not (Automatic or EngineOptions.Cpu) ? Torch
            : FusedEngine.Supports(architecture) ? FusedEngine.EngineId : CpuEngine.EngineId;
        return (engine, Find(engine).ResolveDevice(device));
    }

    /// <summary>How an engine is made.</summary>
    /// <param name="id">An id of <see cref="All"/>.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    /// <exception cref="NotSupportedException">This program does not have the engine, or what it runs on is missing; the message
    /// says what to do.</exception>
    public static EngineEntry Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        Require.That(Ids.Contains(id), $"engine '{id}' is unknown.{Suggest.Among(id, Ids)}", nameof(id));
        return All.TryGetValue(id, out var entry) ? entry : throw new NotSupportedException(
            $"engine '{id}': this program does not have it. It is in Grokking.Training.Torch, and TorchEngine.Register() at the "
                + "program's start adds it.");
    }

    /// <summary>Makes an engine.</summary>
    /// <param name="id">An id of <see cref="All"/>.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="start">Its weights at the start, copied.</param>
    /// <param name="options">Optimizer, threads and device.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    /// <exception cref="NotSupportedException">This program does not have the engine, what it runs on is missing, or it does not
    /// take the network.</exception>
    public static IEngine Create(string id, Architecture architecture, Weights start, EngineOptions options) =>
        Find(id).Create(architecture, start, options);
}

/// <summary>An engine that can be made.</summary>
/// <param name="Create">Makes it.</param>
/// <param name="ResolveDevice">
/// The device that an asked one stands for, as the config names it; <see cref="EngineCatalogue.Automatic"/> leaves the choice to
/// the engine. Throws an <see cref="ArgumentException"/> that says what to do when there is no such device.
/// </param>
/// <param name="RepeatabilityOn">What a second run on a resolved device gives.</param>
public sealed record EngineEntry(
    EngineFactory Create, Func<string, string> ResolveDevice, Func<string, Repeatability> RepeatabilityOn)
{
    /// <summary>An engine of this library: on the processor, the same bits at any number of threads.</summary>
    /// <param name="id">Its id, for messages.</param>
    /// <param name="create">Makes it.</param>
    public static EngineEntry OnCpu(string id, EngineFactory create) =>
        new(create, device => CpuOnly(id, device), _ => Repeatability.Bits);

    private static string CpuOnly(string id, string device)
    {
        Require.That(
            device is EngineOptions.Cpu or EngineCatalogue.Automatic,
            $"the engine '{id}' computes on '{EngineOptions.Cpu}', got '{device}'.", nameof(device));
        return EngineOptions.Cpu;
    }
}

/// <summary>Makes an engine for a network.</summary>
/// <param name="architecture">The network.</param>
/// <param name="start">Its weights at the start, copied.</param>
/// <param name="options">Optimizer, threads and device, which <see cref="EngineEntry.ResolveDevice"/> gave.</param>
/// <returns>The engine, to be disposed of by the caller.</returns>
public delegate IEngine EngineFactory(Architecture architecture, Weights start, EngineOptions options);
