using System.Collections.Concurrent;

namespace Grokking.Training;

/// <summary>The engines that can be named. A new one is one class and one line here.</summary>
public static class EngineCatalogue
{
    /// <summary>What stands for the fastest engine that takes the network; see <see cref="Choose"/>.</summary>
    public const string Automatic = "auto";

    /// <summary>Id of the engine for GPUs, which another assembly brings and only some builds have.</summary>
    public const string Torch = "torch";

    private static readonly ConcurrentDictionary<string, EngineEntry> Entries = new(
    [
        new(CpuEngine.EngineId, EngineEntry.OnCpu(CpuEngine.EngineId, (architecture, start, options) => new CpuEngine(architecture, start, options))),
        new(FusedEngine.EngineId, EngineEntry.OnCpu(FusedEngine.EngineId, (architecture, start, options) => new FusedEngine(architecture, start, options))),
    ]);

    /// <summary>The engines that can be made here, by id.</summary>
    public static IReadOnlyDictionary<string, EngineEntry> All => Entries;

    /// <summary>The ids that a config may hold, whether or not this build can make the engine.</summary>
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
    /// The engine and device that a request stands for. <see cref="Automatic"/> is <see cref="Torch"/> for a device that only it has,
    /// else <c>fused</c> where it applies, else <c>cpu</c>.
    /// </summary>
    /// <param name="id">One of <see cref="Choices"/>.</param>
    /// <param name="device">A device such as <c>cpu</c> or <c>cuda:0</c>, or <see cref="Automatic"/> for the engine's own choice.</param>
    /// <param name="architecture">The network.</param>
    /// <returns>An id of <see cref="All"/> and a device of that engine.</returns>
    /// <exception cref="ArgumentException">The engine is unknown, or there is no such device; the message says what to do.</exception>
    /// <exception cref="NotSupportedException">This build does not have the engine; the message says how to add it.</exception>
    public static (string Engine, string Device) Choose(string id, string device, Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(device);
        Require.That(Choices.Contains(id), $"engine '{id}' is unknown.{Suggest.Among(id, Choices)}", nameof(id));
        var engine = id != Automatic ? id
            : device is not (Automatic or EngineEntry.Cpu) ? Torch
            : FusedEngine.Supports(architecture) ? FusedEngine.EngineId : CpuEngine.EngineId;
        return (engine, Find(engine).ResolveDevice(device));
    }

    /// <summary>How an engine is made.</summary>
    /// <param name="id">An id of <see cref="All"/>.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    /// <exception cref="NotSupportedException">This build does not have the engine; the message says how to add it.</exception>
    public static EngineEntry Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        Require.That(Ids.Contains(id), $"engine '{id}' is unknown.{Suggest.Among(id, Ids)}", nameof(id));
        return All.TryGetValue(id, out var entry) ? entry : throw new NotSupportedException(
            $"engine '{id}': this build does not have it. GROKKING_TORCH=cuda ./grokking ... builds it in and downloads libtorch for NVIDIA GPUs "
            + "(about 3 GB), GROKKING_TORCH=cpu the one without; with dotnet build it is -p:Torch=cuda. See docs/gpu.md.");
    }

    /// <summary>Makes an engine.</summary>
    /// <param name="id">An id of <see cref="All"/>.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="start">Its weights at the start, copied.</param>
    /// <param name="options">Optimizer, threads and device.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    /// <exception cref="NotSupportedException">This build does not have the engine, or the engine does not take the network.</exception>
    public static IEngine Create(string id, Architecture architecture, Weights start, EngineOptions options) =>
        Find(id).Create(architecture, start, options);
}
