namespace Grokking.Training;

/// <summary>One scratch object for each thread of a team, lent to whichever part of a job runs. Lending allocates nothing.</summary>
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
