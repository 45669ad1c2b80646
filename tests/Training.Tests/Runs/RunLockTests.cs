using System.Diagnostics;

namespace Grokking.Training.Tests;

public sealed class RunLockTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    private string Folder => temp.File("run");

    private string File => new RunPaths(Folder).Lock;

    [Fact]
    public void Take_MakesTheFolderAndSaysWhoWritesIt()
    {
        using (RunLock.Take(Folder))
        {
            var owner = RunLockOwner.Parse(Unlocked())!;
            Assert.Equal((Environment.ProcessId, Environment.MachineName), (owner.Process, owner.Machine));
            Assert.True(owner is { IsHere: true, IsAlive: true });
            Assert.InRange(DateTimeOffset.Now - owner.Since, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        }

        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void Take_WhileItIsHeld_IsRefused()
    {
        using var held = RunLock.Take(Folder);
        var before = Unlocked();

        var error = Assert.Throws<OutputFolderException>(() => RunLock.Take(Folder));

        Assert.Matches(
            $@"run: process {Environment.ProcessId} on this machine writes it, since \S+ \S+\. Wait until it has ended, or stop it\.$", error.Message);
        Assert.Equal(error.Message, Assert.Throws<OutputFolderException>(() => RunLock.ThrowIfHeld(Folder)).Message);
        Assert.Equal(before, Unlocked());
    }

    [Fact]
    public void Take_AfterItWasLetGo_Takes()
    {
        RunLock.Take(Folder).Dispose();

        RunLock.ThrowIfHeld(Folder);
        using var held = RunLock.Take(Folder);
        Assert.Null(held.Remark);
    }

    [Fact]
    public void ThrowIfHeld_OfNoFolder_MakesNone()
    {
        RunLock.ThrowIfHeld(Folder);

        Assert.False(Directory.Exists(Folder));
    }

    /// <summary>Whatever the number says: a number is used again, and in a folder that was copied the process may well go
    /// on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4_000_000)]
    [InlineData(-1)]
    public void Take_OfALockThatAProcessOfThisMachineLeft_TakesItOverAndSaysSo(int process)
    {
        var number = process < 0 ? Environment.ProcessId : process;
        Leave(new RunLockOwner(
            number, RunLockOwner.StartOf(number), Environment.MachineName,
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 1, 2)))).ToJson());
        RunLock.ThrowIfHeld(Folder);

        using var held = RunLock.Take(Folder);

        Assert.Equal(
            $"{Folder}: process {number} on this machine was cut off while it wrote this run, which it did since 2026-01-02 "
                + "03:04:05; its run.lock is taken over.", held.Remark);
        Assert.Equal(Environment.ProcessId, RunLockOwner.Parse(Unlocked())!.Process);
    }

    [Fact]
    public void Take_OfALockOfAnotherMachine_IsRefusedAndLeavesIt()
    {
        var content = new RunLockOwner(12, "1", "elsewhere", DateTimeOffset.Now).ToJson();
        Leave(content);

        var error = Assert.Throws<OutputFolderException>(() => RunLock.Take(Folder));

        Assert.Contains("process 12 on the machine 'elsewhere' writes it, since ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"or was cut off there, which this machine cannot see. If it has ended, delete {File} and start again.",
            error.Message, StringComparison.Ordinal);
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("{ \"process\": 12, \"mach", "run.lock is damaged, and no process holds it; it is taken over.")]
    [InlineData("{}", "run.lock is damaged, and no process holds it; it is taken over.")]
    [InlineData("null", "run.lock is damaged, and no process holds it; it is taken over.")]
    public void Take_OfALockThatWasCutShort_TakesItOver(string content, string? remark)
    {
        Leave(content);

        using var held = RunLock.Take(Folder);

        Assert.Equal(remark is null ? null : $"{Folder}: {remark}", held.Remark);
    }

    [Fact]
    public void Dispose_OfALockThatWasDeletedAndTakenByAnother_LeavesTheOthers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file cannot be deleted");
        using var first = RunLock.Take(Folder);
        System.IO.File.Delete(File);
        using var second = RunLock.Take(Folder);

        first.Dispose();

        Assert.Throws<OutputFolderException>(() => RunLock.Take(Folder));
    }

    /// <summary>Many that want it at once, over and over: never two that have it, never none, and no file that is left.</summary>
    [Fact]
    public async Task Take_ByManyAtOnce_IsOnesAtATime()
    {
        var (holders, most, taken) = (0, 0, 0);
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < 300; i++)
            {
                try
                {
                    using var held = RunLock.Take(Folder);
                    most = Math.Max(most, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref holders);
                }
                catch (OutputFolderException)
                {
                    // Another has it.
                }
            }
        }, TaskCreationOptions.LongRunning)).ToArray();
        await Task.WhenAll(threads);

        Assert.Equal(1, most);
        Assert.InRange(taken, 1, 1200);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void IsAlive_AsksForTheProcessAndNotForItsNumberAlone()
    {
        var here = RunLockOwner.Current;

        Assert.True(here.IsAlive);
        Assert.False((here with { ProcessStart = "another" }).IsAlive);
        Assert.False((here with { Machine = "elsewhere" }).IsAlive);
        Assert.True((here with { ProcessStart = null }).IsAlive);
    }

    [Fact]
    public void IsAlive_OfAProcessThatEnded_IsFalse()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "starts a program that Windows has not");
        using var process = Process.Start("sleep", "60");
        var owner = RunLockOwner.Current with { Process = process.Id, ProcessStart = RunLockOwner.StartOf(process.Id) };
        Assert.True(owner.IsAlive);

        process.Kill();
        process.WaitForExit();

        Assert.False(owner.IsAlive);
    }

    [Fact]
    public void StartOf_AProcess_IsTheSameWheneverItIsAsked() =>
        Assert.Single(Enumerable.Range(0, 5).Select(_ => RunLockOwner.StartOf(Environment.ProcessId)).Distinct());

    private void Leave(string content)
    {
        Directory.CreateDirectory(Folder);
        System.IO.File.WriteAllText(File, content);
    }

    private string Unlocked()
    {
        // The base library's own reading respects the lock.
        using var file = UnixFile.Open(File)!;
        using var reader = new StreamReader(new FileStream(file, FileAccess.Read));
        return reader.ReadToEnd();
    }
}
