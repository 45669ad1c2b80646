using System.Runtime.InteropServices;

namespace Grokking.Training.Torch;

/// <summary>A libtorch that NuGet has.</summary>
/// <param name="Kind">What it is for: cpu, or cuda for NVIDIA GPUs.</param>
/// <param name="Id">The package whose restore brings it.</param>
/// <param name="Version">The package's version.</param>
/// <param name="DownloadText">About how much is to be fetched.</param>
/// <param name="OnDisk">About how many bytes its packages have on disk.</param>
/// <param name="Space">Free bytes that it takes to fetch and unpack it.</param>
public sealed record TorchPackage(string Kind, string Id, string Version, string DownloadText, long OnDisk, long Space)
{
    /// <summary>The libtorch that this TorchSharp was made for.</summary>
    public const string LibtorchVersion = "2.10.0";

    /// <summary>The TorchSharp that this program was built with.</summary>
    public const string TorchSharpVersion = "0.107.0";

    /// <summary>System and processor, in the words of the packages: linux-x64.</summary>
    public static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>For the processor. The package client keeps what it has fetched beside what it unpacks, twice.</summary>
    public static TorchPackage Cpu { get; } =
        new("cpu", $"libtorch-cpu-{Platform}", LibtorchVersion, "130 MB", 598_000_000, 800_000_000);

    /// <summary>For NVIDIA GPUs.</summary>
    public static TorchPackage Cuda { get; } =
        new("cuda", "TorchSharp-cuda-linux", TorchSharpVersion, "about 3 GB", 9_000_000_000, 15_000_000_000);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TorchPackage> All { get; } = [Cpu, Cuda];

    /// <summary>The package for a kind of machine.</summary>
    /// <param name="kind">cpu or cuda.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    /// <exception cref="TorchMissingException">NuGet has none for this machine.</exception>
    public static TorchPackage Find(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var package = All.FirstOrDefault(package => package.Kind == kind);
        Require.That(
            package is not null, $"expected {string.Join(" or ", All.Select(known => known.Kind))}, got '{kind}'.", "libtorch");
        var platforms = package == Cpu ? new[] { "linux-x64", "osx-arm64" } : ["linux-x64"];
        return platforms.Contains(Platform) ? package : throw new TorchMissingException(
            $"there is no libtorch package for '{kind}' on {Platform} that TorchSharp {TorchSharpVersion} loads; there is for "
                + $"{string.Join(", ", platforms)}.",
            $"{TorchHome.Variable}=DIR takes a libtorch {LibtorchVersion} that is there.");
    }
}
