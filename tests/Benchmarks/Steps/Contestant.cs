namespace Grokking.Benchmarks;

/// <summary>Something that is timed.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Threads">How many threads it uses.</param>
/// <param name="Run">Takes a few steps, once warm, and returns the time of each, ms.</param>
internal sealed record Contestant(string Name, int Threads, Func<IReadOnlyList<double>> Run)
{
    /// <summary>All times so far, ms.</summary>
    public List<double> Times { get; } = [];

    /// <summary>The fastest step, ms.</summary>
    public double Least => Times.Min();

    /// <summary>The middle step, ms.</summary>
    public double Median => Times.Order().ElementAt(Times.Count / 2);
}
