namespace Grokking.Training;

/// <summary>
/// The network that models run on. Models take turns, so that analyses side by side do not crowd the cores, and one set of
/// activation buffers serves all models of one architecture after each other: the checkpoints of a run, say.
/// </summary>
internal static class SharedNetwork
{
    private static readonly Lazy<ThreadTeam> Team = new(() => new ThreadTeam(Environment.ProcessorCount));
    private static CpuNetwork? idle;

    /// <summary>Waits for its turn and does work on a network of the architecture, whose buffers hold anything.</summary>
    public static void Use(Architecture architecture, Action<CpuNetwork> work)
    {
        lock (Team)
        {
            var network = Take(architecture);
            work(network);
            idle?.Dispose();
            idle = network;
        }
    }

    // A hook may run another model meanwhile: it finds none idle and gets a network of its own.
    private static CpuNetwork Take(Architecture architecture)
    {
        var found = idle;
        idle = null;
        if (found is not null && (found.Architecture == architecture || found.Architecture.Layers.SequenceEqual(architecture.Layers)))
        {
            return found;
        }
        found?.Dispose();
        return new CpuNetwork(architecture, Team.Value);
    }
}
