using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Grokking.Benchmarks;

/// <summary>
/// Runs benchmarks by name: <c>dotnet run -c Release --project tests/Benchmarks -- --filter '*Product*'</c>; or, with
/// <c>steps</c>, <c>networks</c>, <c>scaling</c> or <c>sweep</c>, the tables that <c>scripts/bench</c> and
/// <c>scripts/bench-seeds</c> print.
/// </summary>
internal static class Program
{
    // In this process: a separate one would need the project to bear its assembly's name.
    private static void Main(string[] arguments)
    {
        if (arguments is ["steps", .. var rest])
        {
            StepTable.Print(rest);
            return;
        }
        if (arguments is ["networks", .. var networks])
        {
            NetworkTable.Print(networks);
            return;
        }
        if (arguments is ["scaling", var rounds])
        {
            ScalingTable.Print(int.Parse(rounds, CultureInfo.InvariantCulture));
            return;
        }
        if (arguments is ["sweep", .. var sweep])
        {
            SweepBench.Print(sweep);
            return;
        }
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(100))
                .WithToolchain(InProcessEmitToolchain.Instance))
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40)));
    }
}
