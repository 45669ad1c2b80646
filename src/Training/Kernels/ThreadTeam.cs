using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Grokking.Training;

/// <summary>
/// Persistent worker threads that share out the parts of one job at a time; the caller takes part. A job allocates nothing.
/// One caller at a time: a job may not start another on its own team.
/// </summary>
/// <remarks>
/// Which thread runs a part depends on timing, so a body must write only what belongs to its part: then the result does not
/// depend on the number of threads. Workers wait for the next job by spinning for <see cref="SpinMicroseconds"/>, since the
/// products of one training step follow each other closely, and then sleep.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    // About the price of a sleep and a wake. Longer would take a core from other teams and processes on a small machine.
    private const int SpinMicroseconds = 30;
    private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;

    private readonly Thread[] workers;
    private readonly object sleepers = new();
    private readonly object caller = new();
    private Action<int>? body;
    private ExceptionDispatchInfo? failure;
    private int parts;
    private int unclaimed;
    private int unfinished;
    private int job;
    private int sleeping;
    private int callerSleeps;
    private int running;
    private volatile bool stopped;

    /// <summary>Starts <paramref name="threads"/> − 1 workers; with 1 thread a job is a plain loop.</summary>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        workers = new Thread[threads - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Thread(Work) { IsBackground = true, Name = $"Grokking worker {i + 1}" };
            workers[i].Start();
        }
    }

    /// <summary>Number of threads that work on a job, the caller among them; at least 1.</summary>
    public int Threads { get; }

    /// <summary>
    /// Calls <paramref name="body"/> once for each part 0 … <paramref name="parts"/> − 1 and returns when all are done; what
    /// they wrote is then visible to the caller. Pass a cached delegate, so that nothing is allocated.
    /// </summary>
    /// <exception cref="InvalidOperationException">The team is at work already: a job started a job.</exception>
    /// <exception cref="Exception">The first exception of a part; parts that had not begun are then left out.</exception>
    public void Run(int parts, Action<int> body)
    {
        ObjectDisposedException.ThrowIf(stopped, this);
        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw new InvalidOperationException("The thread team is at work already: a part of a job may not start another job.");
        }
        try
        {
            RunAlone(parts, body);
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    /// <summary>Ends the workers and waits for them. A second call does nothing.</summary>
    public void Dispose()
    {
        stopped = true;
        WakeWorkers();
        foreach (var worker in workers)
        {
            worker.Join();
        }
    }

    private void RunAlone(int count, Action<int> action)
    {
        if (workers.Length > 0 && count > 1)
        {
            Share(count, action);
            return;
        }
        for (var part = 0; part < count; part++)
        {
            action(part);
        }
    }

    private void Share(int count, Action<int> action)
    {
        body = action;
        parts = count;
        unfinished = count;
        // Releases the fields above: who claims a part sees them, even a worker that is late from the previous job.
        Volatile.Write(ref unclaimed, count);
        WakeWorkers();
        ClaimParts();
        AwaitWorkers();
        body = null;
        var first = failure;
        failure = null;
        first?.Throw();
    }

    private void WakeWorkers()
    {
        // A full fence stands between the new job number and the look at the sleepers, and between their opposites in
        // AwaitJob: either the worker sees the job or it is seen sleeping.
        Interlocked.Increment(ref job);
        if (Volatile.Read(ref sleeping) > 0)
        {
            lock (sleepers)
            {
                Monitor.PulseAll(sleepers);
            }
        }
    }

    private void Work()
    {
        var seen = 0;
        while (!stopped)
        {
            seen = AwaitJob(seen);
            ClaimParts();
        }
    }

    private int AwaitJob(int seen)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < SpinTicks;)
        {
            if (Volatile.Read(ref job) != seen)
            {
                return Volatile.Read(ref job);
            }
            Thread.SpinWait(1);
        }
        lock (sleepers)
        {
            Interlocked.Increment(ref sleeping);
            while (Volatile.Read(ref job) == seen)
            {
                Monitor.Wait(sleepers);
            }
            Interlocked.Decrement(ref sleeping);
        }
        return Volatile.Read(ref job);
    }

    // A claim comes first and the job is read after it: an open claim keeps the job from ending, so a late worker never
    // mixes two jobs.
    private void ClaimParts()
    {
        for (int left; (left = Interlocked.Decrement(ref unclaimed)) >= 0;)
        {
            RunPart(parts - 1 - left);
            if (Interlocked.Decrement(ref unfinished) == 0 && Volatile.Read(ref callerSleeps) != 0)
            {
                lock (caller)
                {
                    Monitor.Pulse(caller);
                }
            }
        }
    }

    private void RunPart(int part)
    {
        if (Volatile.Read(ref failure) is not null)
        {
            return;
        }
        try
        {
            body!(part);
        }
        catch (Exception exception)
        {
            // Caught only to be carried to the caller's thread.
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private void AwaitWorkers()
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < SpinTicks;)
        {
            if (Volatile.Read(ref unfinished) == 0)
            {
                return;
            }
            Thread.SpinWait(1);
        }
        lock (caller)
        {
            Interlocked.Exchange(ref callerSleeps, 1);
            while (Volatile.Read(ref unfinished) != 0)
            {
                Monitor.Wait(caller);
            }
            Volatile.Write(ref callerSleeps, 0);
        }
    }
}

/// <summary>A loop over rows in blocks of fixed size that the team shares. Made once, so that a step allocates nothing.</summary>
internal sealed class RowLoop
{
    private readonly ThreadTeam team;
    private readonly Action<int, int> body;
    private readonly Action<int> part;
    private readonly int blockSize;
    private int rows;

    /// <summary>A loop that calls <paramref name="body"/> with [first, end) of each block.</summary>
    public RowLoop(ThreadTeam team, Action<int, int> body, int blockSize = 64)
    {
        this.team = team;
        this.body = body;
        this.blockSize = blockSize;
        part = RunBlock;
    }

    /// <summary>Runs the body over all rows; returns when every block is done.</summary>
    public void Run(int rowCount)
    {
        rows = rowCount;
        team.Run((rowCount + blockSize - 1) / blockSize, part);
    }

    private void RunBlock(int block) => body(block * blockSize, Math.Min(rows, (block + 1) * blockSize));
}

/// <summary>One scratch object for each thread of a team, lent to whichever part of a job runs. Lending allocates
/// nothing.</summary>
internal sealed class ScratchPool<T> : IDisposable
    where T : class, IDisposable
{
    private readonly T[] items;
    private readonly T?[] free;

    /// <summary>Makes as many objects as the team has threads.</summary>
    public ScratchPool(ThreadTeam team, Func<T> make)
    {
        items = [.. Enumerable.Range(0, team.Threads).Select(_ => make())];
        free = [.. items];
    }

    /// <summary>Takes an object; there is always one, since only a team's threads ask.</summary>
    public T Rent()
    {
        for (var i = 0; ; i = (i + 1) % free.Length)
        {
            if (Interlocked.Exchange(ref free[i], null) is { } item)
            {
                return item;
            }
        }
    }

    /// <summary>Gives an object back.</summary>
    public void Return(T item)
    {
        for (var i = 0; ; i = (i + 1) % free.Length)
        {
            if (Interlocked.CompareExchange(ref free[i], item, null) is null)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var item in items)
        {
            item.Dispose();
        }
    }
}
