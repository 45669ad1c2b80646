using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>What there is of torch on this machine, and what is missing.</summary>
public sealed record TorchStatus
{
    /// <summary>Whether the torch engine can be used.</summary>
    public bool Ready => Problem is null;

    /// <summary>The version of TorchSharp.</summary>
    public string Torchsharp { get; } = TorchPackage.TorchSharpVersion;

    /// <summary>Where libtorch is; null where none was found.</summary>
    public TorchPlace? Libtorch { get; init; }

    /// <summary>libtorch's version, as the library itself says; null when it could not be loaded.</summary>
    public string? LibtorchVersion { get; init; }

    /// <summary>The path of TorchSharp's native part that was loaded; null when none could be.</summary>
    public string? Native { get; init; }

    /// <summary>Whether that part is a copy that was repaired for an older C++ runtime.</summary>
    public bool NativeRepaired { get; init; }

    /// <summary>The devices that can be asked for: cpu, cuda:0 and on. Empty when the engine cannot be used.</summary>
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>What is missing, in one or two lines; null when the engine can be used.</summary>
    public string? Problem { get; init; }

    /// <summary>What lifts it, or null.</summary>
    public string? Remedy { get; init; }

    /// <summary>
    /// Looks, and loads libtorch into this process. Damaged libraries can end a process when they are loaded: where that must not
    /// happen, call it in a process of its own.
    /// </summary>
    public static TorchStatus Load()
    {
        var status = Find();
        if (!status.Ready)
        {
            return status;
        }
        try
        {
            var runtime = TorchRuntime.Load();
            return status with
            {
                LibtorchVersion = runtime.Version,
                Native = runtime.Native,
                NativeRepaired = runtime.Native != runtime.Original,
                Devices = ["cpu",
                    .. torch.cuda.is_available()
                    ? Enumerable.Range(0, torch.cuda.device_count()).Select(number => $"cuda:{number}") : []],
            };
        }
        catch (TorchMissingException error)
        {
            return status with { Problem = error.Problem, Remedy = error.Remedy };
        }
    }

    /// <summary>Looks, and loads nothing: what is found may still not load.</summary>
    public static TorchStatus Find()
    {
        try
        {
            return new TorchStatus { Libtorch = TorchHome.OfUser().Find() };
        }
        catch (TorchMissingException error)
        {
            return new TorchStatus { Problem = error.Problem, Remedy = error.Remedy };
        }
    }
}
