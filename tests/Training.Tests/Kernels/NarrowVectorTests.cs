using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Grokking.Training.Tests;

/// <summary>Runs tests of the kernels and engines again in a process that is told the processor has less than it has.</summary>
[Trait("lane", "full")]
public sealed class NarrowVectorTests
{
    private static readonly Type[] Kernels =
    [
        typeof(MatrixProductTests), typeof(ActivationsTests), typeof(CrossEntropyTests), typeof(LayerNormKernelTests),
        typeof(AdamWKernelTests), typeof(VectorOpsTests), typeof(FusedPairKernelsTests), typeof(WeightedRowsTests),
    ];

    // Those on small networks: without fused multiply-adds in hardware a step of the mainline network takes seconds.
    private static readonly string[] OfEngines =
    [
        nameof(EngineContractTests.ComputeGradients_AgreesWithPyTorch), nameof(EngineContractTests.TenUpdates_AgreeWithPyTorch),
        nameof(EngineContractTests.Rows_GiveTheGradientOfThoseExamplesAlone),
        nameof(FusedEngineTests.Gradients_AgreeWithTheCpuEngine),
        nameof(FusedEngineTests.Batches_OfGrowingSize_GiveTheGradientOfTheirExamples),
    ];

    public static TheoryData<string> Settings => ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    [Theory, MemberData(nameof(Settings))]
    public Task Kernels_WithoutAnInstructionSet_PassTheirTests(string setting) =>
        PassWithout(setting, Kernels.SelectMany(kernel => new[] { "-class", kernel.FullName! }));

    [Theory, MemberData(nameof(Settings))]
    public Task Engines_WithoutAnInstructionSet_PassTheirTests(string setting) =>
        PassWithout(setting, OfEngines.SelectMany(test => new[] { "-method", $"*EngineTests.{test}" }));

    private static async Task PassWithout(string setting, IEnumerable<string> filters)
    {
        var start = new ProcessStartInfo(Host, [typeof(NarrowVectorTests).Assembly.Location, .. filters])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[setting] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var passed = process.ExitCode == 0 && output.Contains("Failed: 0", StringComparison.Ordinal);
        Assert.True(passed && !output.Contains("Total: 0", StringComparison.Ordinal), output);
    }

    // The dotnet command that belongs to this runtime: …/shared/Microsoft.NETCore.App/10.0.x/ lies three levels below it.
    private static string Host => Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");
}
