using System.Text.Json.Nodes;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli.Tests;

public sealed class SweepCommandTests : IDisposable
{
    private const int Runs = 6;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("lane", "full")]
    public void Run_KilledTwiceAndCalledAgain_EqualsOneThatWasNot()
    {
        SweepMake.Plan(folder, "whole", Runs, steps: 400);
        SweepMake.Plan(folder, "killed", Runs, steps: 400);
        AssertEnds(ToolProcess.Run(folder.Path, "sweep", "run", "whole"));

        for (var kills = 1; kills <= 2; kills++)
        {
            using var tool = ToolProcess.Start(folder.Path, "sweep", "run", "killed");
            Assert.True(
                SpinWait.SpinUntil(() => States("killed") >= 25 * kills, TimeSpan.FromMinutes(2)), "no states were written");
            Assert.True(tool.Kill(), "it was done before it was killed");
        }
        var last = ToolProcess.Run(folder.Path, "sweep", "run", "killed");

        Assert.Equal(ExitCode.Done, last.ExitCode);
        AssertEnds(ToolProcess.Run(folder.Path, "sweep", "collect", "whole"));
        AssertEnds(ToolProcess.Run(folder.Path, "sweep", "collect", "killed"));
        SweepMake.AssertSame(folder.File("whole"), folder.File("killed"));
    }

    [Fact]
    public void Actions_InTheirOrder_LeaveTheTables()
    {
        SweepMake.Plan(folder, "sweep", Runs, steps: 40);

        AssertEnds(Tool.Run("sweep", "run", folder.File("sweep"), "--shard", "1/2", "--threads", "1"));
        var half = JsonNode.Parse(Tool.Run("sweep", "status", folder.File("sweep"), "--json").Out)!;
        AssertEnds(Tool.Run("sweep", "run", folder.File("sweep")));
        AssertEnds(Tool.Run("sweep", "collect", folder.File("sweep"), "--parquet"));

        Assert.Equal(
            (3, 3, 120), ((int)half["status"]!["finished"]!, (int)half["status"]!["not_begun"]!, (int)half["steps_done"]!));
        foreach (var table in new[] { "results", "groups", "survival", "times" })
        {
            var lines = File.ReadAllLines(folder.File($"sweep/{table}.csv"));
            Assert.Equal(lines.Length - 1, ParquetFile.Read(folder.File($"sweep/{table}.parquet")).RowCount);
        }
        Assert.Equal(1 + Runs, File.ReadAllLines(folder.File("sweep/results.csv")).Length);
        Assert.Equal(1 + 2, File.ReadAllLines(folder.File("sweep/groups.csv")).Length);
    }

    [Fact]
    public void Run_Interrupted_EndsWith130AndGoesOn()
    {
        SweepMake.Plan(folder, "sweep", Runs, steps: 2000);

        var first = Tool.RunInterruptedAt("Training", "sweep", "run", folder.File("sweep"), "--threads", "1");

        Assert.Equal(ExitCode.Interrupted, first.ExitCode);
        Assert.NotEmpty(SweepFolder.Open(folder.File("sweep")).Missing(SweepShard.Whole));
    }

    [Theory]
    [InlineData("parallel", "| parallel --jobs 100%", "--resume-failed")]
    [InlineData("hyperqueue", "hq submit --array 1-3", "$HQ_TASK_ID/3")]
    [InlineData("kubernetes", "completions: 3", "$((JOB_COMPLETION_INDEX + 1))/3")]
    [InlineData("slurm", "#SBATCH --signal=B:USR1@60", "$((SLURM_ARRAY_TASK_ID + ${1:-0}))/3")]
    public void Emit_NamesTheSharesOfTheSweep(string kind, string first, string second)
    {
        SweepMake.Plan(folder, "sweep", Runs, steps: 40);

        var result = Tool.Run("sweep", "submit", folder.File("sweep"), "--emit", kind, "--per-task", "2");

        AssertEnds(result);
        Assert.Contains(first, result.Out, StringComparison.Ordinal);
        Assert.Contains(second, result.Out, StringComparison.Ordinal);
        Assert.Contains(folder.File("sweep"), result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_OfSharesThatAreDone_LeavesThemOut()
    {
        SweepMake.Plan(folder, "sweep", Runs, steps: 40);
        AssertEnds(Tool.Run("sweep", "run", folder.File("sweep"), "--shard", "2/3"));

        Assert.Contains(
            "--array 1,3 ", Tool.Run("sweep", "submit", folder.File("sweep"), "--emit", "hyperqueue", "--per-task", "2").Out,
            StringComparison.Ordinal);
    }

    [Fact]
    [Trait("lane", "full")]
    public void Emit_ForParallel_IsACommandThatRuns()
    {
        SweepMake.Plan(folder, "sweep", Runs, steps: 40);
        var line = Tool.Run("sweep", "submit", folder.File("sweep"), "--emit", "parallel", "--per-task", "3").Out;

        // What GNU parallel does with its line, without it: the placeholder filled in for each number.
        var command =
            line[(line.IndexOf("--resume-failed ", StringComparison.Ordinal) + "--resume-failed ".Length)..].Trim().Trim('\'');
        foreach (var number in new[] { "1", "2" })
        {
            var result =
                ToolProcess.RunProgram("sh", folder.Path, ["-c", command.Replace("{}", number, StringComparison.Ordinal)]);
            Assert.Equal((ExitCode.Done, ""), (result.ExitCode, result.Error));
        }

        Assert.Empty(SweepFolder.Open(folder.File("sweep")).Missing(SweepShard.Whole));
    }

    [Theory]
    [InlineData("expected a sweep's folder", "sweep", "run", "nowhere")]
    [InlineData("Did you mean 'status'?", "sweep", "statu", "nowhere")]
    [InlineData("--shard belongs to 'sweep run'", "sweep", "status", "nowhere", "--shard", "1/2")]
    [InlineData("expected --slurm, or --emit", "sweep", "submit", "SWEEP")]
    [InlineData("expected --slurm, or --emit", "sweep", "submit", "SWEEP", "--slurm", "--emit", "slurm")]
    [InlineData("Did you mean 'parallel'?", "sweep", "submit", "SWEEP", "--emit", "paralel")]
    [InlineData("there is no such file", "sweep", "plan", "nowhere.json")]
    [InlineData("is a folder: expected a grid", "sweep", "plan", "SWEEP")]
    [InlineData("expected i/n", "sweep", "run", "SWEEP", "--shard", "3/2")]
    public void BadInput_IsTold(string message, params string[] arguments)
    {
        SweepMake.Plan(folder, "sweep", Runs, steps: 40);

        var result = Tool.Run(
            [.. arguments.Select(argument =>
                argument == "SWEEP"
                    ? folder.File("sweep") : argument.StartsWith("nowhere", StringComparison.Ordinal)
                    ? folder.File(argument) : argument)]);

        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(message, result.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private int States(string sweep) =>
        Directory.Exists(folder.File($"{sweep}/runs"))
            ? Directory.EnumerateFiles(folder.File($"{sweep}/runs"), "step-*.safetensors", SearchOption.AllDirectories).Count()
            : 0;

    private static void AssertEnds(ToolResult result) => Assert.Equal((ExitCode.Done, ""), (result.ExitCode, result.Error));
}
