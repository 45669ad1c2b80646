using System.Diagnostics;
using System.Globalization;
using Grokking.Training;

namespace Grokking.Benchmarks;

/// <summary>
/// The rate that runs side by side would have if each thread had a core whenever it wanted one: the time that it waited for a
/// core, which Linux counts, is taken off. On other systems, and for a run on several threads, it is not known.
/// </summary>
internal sealed class RunClock : ISweepObserver
{
    private const string Scheduling = "/proc/thread-self/schedstat";
    private readonly Dictionary<int, (long Start, double Waited)> begun = [];

    /// <summary>Steps of all runs each second.</summary>
    public double StepsPerSecond { get; private set; }

    /// <inheritdoc/>
    public void OnBegin(int index) => begun[index] = (Stopwatch.GetTimestamp(), Waited());

    /// <inheritdoc/>
    public void OnStep(int index, TrainingProgress progress)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(int index, SweepResult result)
    {
        var (start, waited) = begun[index];
        StepsPerSecond += result.Summary!.Steps / (Stopwatch.GetElapsedTime(start).TotalSeconds - (Waited() - waited));
    }

    // A run begins and ends on one thread. The second number is nanoseconds of waiting; NaN makes what follows from it unknown.
    private static double Waited() =>
        File.Exists(Scheduling)
            ? double.Parse(File.ReadAllText(Scheduling).Split(' ')[1], CultureInfo.InvariantCulture) / 1e9 : double.NaN;
}
