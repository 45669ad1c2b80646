using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Grokking.Training.Tests;

/// <summary>Runs the kernels' tests again in a process that is told the processor has less than it has.</summary>
public sealed class NarrowVectorTests
{
    private static readonly Type[] Kernels =
    [
        typeof(MatrixProductTests), typeof(ActivationsTests), typeof(CrossEntropyTests), typeof(LayerNormKernelTests),
        typeof(AdamWKernelTests), typeof(VectorOpsTests), typeof(FusedPairKernelsTests),
    ];

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Kernels_WithoutAnInstructionSet_PassTheirTests(string setting)
    {
        var start = new ProcessStartInfo(Host, [typeof(NarrowVectorTests).Assembly.Location, .. Filters()])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[setting] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0", StringComparison.Ordinal), output);
    }

    // The dotnet command that belongs to this runtime: …/shared/Microsoft.NETCore.App/10.0.x/ lies three levels below it.
    private static string Host => Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");

    private static IEnumerable<string> Filters() => Kernels.SelectMany(kernel => new[] { "-class", kernel.FullName! });
}
