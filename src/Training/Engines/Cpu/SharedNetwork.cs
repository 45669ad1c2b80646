namespace Grokking.Training;

/// <summary>
/// The networks that models run on. Whoever runs alone has all cores; who runs beside others has one thread, which gives the same
/// bits, so that analyses side by side share the cores and none waits. Activation buffers serve all models of one architecture
/// after each other: the checkpoints of a run, say.
/// </summary>
internal static class SharedNetwork
{
    // More than that many idle ones would keep the memory of networks that nobody uses any more.
    private const int MostIdle = 2;

    private static readonly Lock Gate = new();
    private static readonly Lazy<ThreadTeam> AllCores = new(() => new ThreadTeam(Environment.ProcessorCount));
    private static readonly List<Place> Idle = [];
    private static int users;
    private static bool coresAreTaken;

    /// <summary>Does work on a network of the architecture, whose buffers hold anything.</summary>
    public static void Use(Architecture architecture, Action<CpuNetwork> work)
    {
        var place = Take(architecture);
        try
        {
            work(place.Network);
        }
        finally
        {
            Give(place);
        }
    }

    private static Place Take(Architecture architecture)
    {
        lock (Gate)
        {
            // A hook may run another model meanwhile: it counts as one more.
            var wide = users++ == 0 && !coresAreTaken;
            coresAreTaken |= wide;
            var found = Idle.FindIndex(place => place.HasAllCores == wide && place.Fits(architecture));
            if (found < 0)
            {
                var team = wide ? AllCores.Value : new ThreadTeam(1);
                return new Place(new CpuNetwork(architecture, team), wide);
            }
            var taken = Idle[found];
            Idle.RemoveAt(found);
            return taken;
        }
    }

    private static void Give(Place place)
    {
        lock (Gate)
        {
            users--;
            coresAreTaken &= !place.HasAllCores;
            Idle.Add(place);
            if (Idle.Count > MostIdle)
            {
                Idle[0].Network.Dispose();
                Idle.RemoveAt(0);
            }
        }
    }

    private sealed record Place(CpuNetwork Network, bool HasAllCores)
    {
        public bool Fits(Architecture architecture) =>
            Network.Architecture == architecture || Network.Architecture.Layers.SequenceEqual(architecture.Layers);
    }
}
