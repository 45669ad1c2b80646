namespace Grokking.Training.Tests;

public sealed class ThreadTeamTests
{
    public static TheoryData<int, int> Sizes()
    {
        var sizes = new TheoryData<int, int>();
        foreach (var threads in new[] { 1, 2, 3, 7 })
        {
            foreach (var parts in new[] { 0, 1, 2, 5, 1000 })
            {
                sizes.Add(threads, parts);
            }
        }
        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Run_AtAnySize_CallsEachPartOnce(int threads, int parts)
    {
        using var team = new ThreadTeam(threads);
        var calls = new int[parts];
        team.Run(parts, part => Interlocked.Increment(ref calls[part]));
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_ManyTimesInARow_NeverMixesTwoJobs(int threads)
    {
        using var team = new ThreadTeam(threads);
        var sums = new long[64];
        var job = 0;
        Action<int> add = part => sums[part] += job;
        Action<int> subtract = part => sums[part] -= job;
        for (job = 1; job <= 20_000; job++)
        {
            team.Run(1 + job % sums.Length, add);
            team.Run(1 + job % sums.Length, subtract);
        }
        Assert.All(sums, sum => Assert.Equal(0, sum));
    }

    [Fact]
    public void Run_AfterALongPause_WakesTheWorkers()
    {
        using var team = new ThreadTeam(2);
        for (var i = 0; i < 20; i++)
        {
            Thread.Sleep(2);
            var total = 0;
            team.Run(8, part =>
            {
                Thread.SpinWait(1000);
                Interlocked.Add(ref total, part);
            });
            Assert.Equal(28, total);
        }
    }

    [Fact]
    public void Run_WhenAWorkerIsSlow_WaitsForItsPart()
    {
        using var team = new ThreadTeam(2);
        var finished = 0;
        team.Run(2, _ =>
        {
            Thread.Sleep(20);
            Interlocked.Increment(ref finished);
        });
        Assert.Equal(2, finished);
    }

    [Fact]
    public void Run_WithTwoThreads_HasBothAtWork()
    {
        using var team = new ThreadTeam(2);
        using var meeting = new Barrier(2);
        var met = new bool[2];
        team.Run(2, part => met[part] = meeting.SignalAndWait(TimeSpan.FromSeconds(30)));
        Assert.All(met, Assert.True);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_WhenAPartThrows_RethrowsAndStaysUsable(int threads)
    {
        using var team = new ThreadTeam(threads);
        for (var i = 0; i < 100; i++)
        {
            var thrown = Assert.Throws<ArithmeticException>(() => team.Run(10, part => Fail(part, at: 4)));
            Assert.Equal("part 4", thrown.Message);
            var done = 0;
            team.Run(10, _ => Interlocked.Increment(ref done));
            Assert.Equal(10, done);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_InsideAPart_IsRefused(int threads)
    {
        using var team = new ThreadTeam(threads);
        Assert.Throws<InvalidOperationException>(() => team.Run(2, _ => team.Run(2, _ => { })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_WithACachedDelegate_AllocatesNothing(int threads)
    {
        using var team = new ThreadTeam(threads);
        var work = new int[64];
        Action<int> body = part => work[part]++;
        team.Run(64, body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            team.Run(64, body);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Run_AfterDispose_Throws()
    {
        var team = new ThreadTeam(2);
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(1, _ => { }));
    }

    [Fact]
    public void Run_OnFourTeamsAtOnce_FinishesOnAll()
    {
        var totals = new int[4];
        var callers = Enumerable.Range(0, totals.Length).Select(caller => new Thread(() =>
        {
            using var team = new ThreadTeam(2);
            for (var i = 0; i < 1000; i++)
            {
                team.Run(5, _ => Interlocked.Increment(ref totals[caller]));
            }
        })).ToArray();
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.All(totals, total => Assert.Equal(5000, total));
    }

    private static void Fail(int part, int at)
    {
        if (part == at)
        {
            throw new ArithmeticException($"part {part}");
        }
    }
}
