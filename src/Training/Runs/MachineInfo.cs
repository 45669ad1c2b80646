using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training;

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
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0);
}
