using System.Globalization;
using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>The devices that can be asked for: <c>cpu</c>, <c>cuda</c>, <c>cuda:N</c>, and <c>auto</c> for CUDA where there is
/// one.</summary>
internal static class TorchDevices
{
    private const string Cuda = "cuda";

    /// <summary>The device that an asked one stands for, by name.</summary>
    /// <exception cref="ArgumentException">It is unknown, or this machine or its libtorch has no such device.</exception>
    /// <exception cref="TorchMissingException">libtorch is missing or does not load.</exception>
    public static string Resolve(string asked)
    {
        var number = NumberOf(asked);
        var runtime = TorchRuntime.Load();
        return asked switch
        {
            EngineOptions.Cpu => asked,
            EngineCatalogue.Automatic => torch.cuda.is_available() ? Cuda : EngineOptions.Cpu,
            _ => RequireGpu(asked, number, runtime),
        };
    }

    /// <summary>The device of a resolved name.</summary>
    public static torch.Device Open(string name) => torch.device(name);

    /// <summary>What a second run on a device gives.</summary>
    public static Repeatability RepeatabilityOn(string name) =>
        name == EngineOptions.Cpu ? Repeatability.Bits : Repeatability.Rounding;

    private static int NumberOf(string asked)
    {
        var number = 0;
        var known = asked is EngineOptions.Cpu or EngineCatalogue.Automatic or Cuda
            || (asked.StartsWith(Cuda + ":", StringComparison.Ordinal)
                && int.TryParse(asked.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number));
        Require.That(known, $"expected cpu, cuda, cuda:N or auto, got '{asked}'.", "device");
        return number;
    }

    private static string RequireGpu(string asked, int number, TorchRuntime runtime)
    {
        Require.That(runtime.Place.HasCuda,
            $"'{asked}': the libtorch in {runtime.Place.Folder} is for the processor alone. '{TorchMissingException.Tool} torch "
            + "install cuda' fetches the one for NVIDIA GPUs; --device cpu trains without. See docs/gpu.md.", "device");
        Require.That(torch.cuda.is_available(),
            $"'{asked}': torch sees no NVIDIA GPU here. It needs one with its driver (nvidia-smi shows both); --device cpu "
                + "trains without. See docs/gpu.md.", "device");
        Require.That(number < torch.cuda.device_count(),
            $"'{asked}': expected cuda:0 to cuda:{torch.cuda.device_count() - 1}, which this machine has.", "device");
        return asked;
    }
}
