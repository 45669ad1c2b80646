using System.Diagnostics;
using System.Runtime.Versioning;
using Grokking.Training;

namespace Grokking.Cli.Tests;

/// <summary>A sweep on a real Slurm, whose daemons are killed in the middle.</summary>
[Trait("lane", "full")]
public sealed class SlurmTests : IDisposable
{
    private const int Runs = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    // What a task takes, and more.
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(15);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Submit_WithDaemonsKilledAndATaskAtItsTimeLimit_GivesTheBytesOfARunWithoutSlurm()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Slurm's daemons run on Linux.");
        if (OperatingSystem.IsLinux())
        {
            Assert.SkipWhen(SlurmCluster.ReasonAgainst() is not null, SlurmCluster.ReasonAgainst() ?? "");
            SubmitAndCompare();
        }
    }

    [SupportedOSPlatform("linux")]
    private void SubmitAndCompare()
    {
        using var slurm = SlurmCluster.Start();
        SweepMake.Plan(folder, "alone", Runs, steps: 400);
        SweepMake.Plan(folder, "slurm", Runs, steps: 400);
        AssertEnds(ToolProcess.Run(folder.Path, "sweep", "run", "alone"));

        var submitted = Tool("submit", "slurm", "--slurm", "--per-task", "4", "--minutes", "5");

        // 10 tasks, of which an array takes 6.
        Assert.Matches("Submitted 10 tasks of up to 4 runs: job [0-9]+, [0-9]+\n", submitted.Out);
        WaitFor(slurm, () => Done() is >= 4 and < Runs);
        SignalARunningTask(slurm);
        slurm.KillAndRestart();
        var restarted = Stopwatch.StartNew();
        WaitFor(slurm, () => Done() == Runs || IsEmpty(slurm) || restarted.Elapsed > Lost);
        if (Done() < Runs)
        {
            // A controller that was killed has lost what it had not written down yet, and holds tasks for running that ended
            // meanwhile; the same command submits what is missing.
            slurm.Ask("scancel", "--user=root");
            WaitFor(slurm, () => IsEmpty(slurm));
            AssertEnds(Tool("submit", "slurm", "--slurm", "--per-task", "4", "--minutes", "5"));
            WaitFor(slurm, () => Done() == Runs);
        }
        AssertEnds(Tool("collect", "slurm"));
        AssertEnds(ToolProcess.Run(folder.Path, "sweep", "collect", "alone"));
        SweepMake.AssertSame(folder.File("alone"), folder.File("slurm"));
        Assert.Contains("nothing to submit", Tool("submit", "slurm", "--slurm").Out, StringComparison.Ordinal);

        ToolResult Tool(params string[] arguments) =>
            ToolProcess.RunProgram("dotnet", folder.Path, [ToolProcess.Assembly, "sweep", .. arguments], slurm.Environment);
    }

    private int Done() => SweepFolder.Open(folder.File("slurm")).Results().Count(result => result.Status == SweepStatus.Finished);

    // What Slurm does a minute before the time limit. The task may end meanwhile, which is no matter.
    [SupportedOSPlatform("linux")]
    private static void SignalARunningTask(SlurmCluster slurm)
    {
        if (slurm.Ask("squeue", "--array", "--states=RUNNING", "--noheader", "--format=%F_%K")
            .Split('\n') is [{ Length: > 0 } task, ..])
        {
            slurm.Ask("scancel", "--batch", "--signal=USR1", task.Trim());
        }
    }

    [SupportedOSPlatform("linux")]
    private static bool IsEmpty(SlurmCluster slurm) => slurm.Ask("squeue", "--array", "--noheader").Trim().Length == 0;

    [SupportedOSPlatform("linux")]
    private static void WaitFor(SlurmCluster slurm, Func<bool> condition) => Assert.True(SpinWait.SpinUntil(() =>
    {
        Thread.Sleep(500);
        return condition();
    }, Patience), $"it did not come to it; in the queue: {slurm.Ask("squeue", "--array")}");

    private static void AssertEnds(ToolResult result) => Assert.Equal((ExitCode.Done, ""), (result.ExitCode, result.Error));
}
