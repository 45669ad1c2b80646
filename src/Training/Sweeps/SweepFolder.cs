namespace Grokking.Training;

/// <summary>
/// The folder of a sweep: <c>plan.json</c>, and <c>runs/ID</c> for each run. What is in the folder is all that there is to know,
/// so any number of processes, on one machine or on several with a shared disk, can work on it; a run's lock keeps two from one
/// run.
/// </summary>
public sealed class SweepFolder
{
    private SweepFolder(string folder, SweepPlan plan) => (Folder, Plan) = (folder, plan);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its runs.</summary>
    public SweepPlan Plan { get; }

    /// <summary>The file of the plan.</summary>
    public string PlanFile => PlanIn(Folder);

    /// <summary>The folder of a run.</summary>
    public string FolderOf(PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Path.Combine(Folder, "runs", run.Id);
    }

    /// <summary>Whether a folder holds a sweep.</summary>
    public static bool Holds(string folder) => File.Exists(PlanIn(folder));

    /// <summary>Opens a sweep.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">Its plan is damaged.</exception>
    public static SweepFolder Open(string folder) => Holds(folder)
        ? new SweepFolder(folder, SweepPlan.ReadFile(PlanIn(folder)))
        : throw new DirectoryNotFoundException(
            $"{folder}: expected a sweep's folder, which has a plan.json; found none. 'sweep plan GRID.json --out DIR' makes one.");

    /// <summary>
    /// Writes a plan into a folder, which is made. A sweep that is there can grow: its plan is replaced by one that has all of
    /// its runs.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="plan">The runs.</param>
    /// <exception cref="OutputFolderException">The folder holds a sweep with runs that the plan lacks, a run, or other things, or
    /// another process plans it.</exception>
    /// <exception cref="InvalidDataException">The plan that it holds is damaged.</exception>
    public static SweepFolder Make(string folder, SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        RunLock.ThrowIfHeld(folder);
        if (Holds(folder))
        {
            RequireGrowth(folder, Open(folder).Plan, plan);
        }
        else if (new RunPaths(folder) is var paths && (paths.HoldsRun || paths.HoldsOtherFiles))
        {
            throw new OutputFolderException(
                $"{folder}: expected a new or an empty folder, or one of a sweep, found "
                    + $"{(paths.HoldsRun ? "a run" : "other files")}. Choose another --out.");
        }
        using var held = RunLock.Take(folder);
        AtomicFile.WriteText(PlanIn(folder), plan.ToJson());
        return new SweepFolder(folder, plan);
    }

    /// <summary>
    /// Carries out what is missing of a share of the runs, as many at a time as there are threads, one thread each: a run that
    /// was begun goes on, one that is done, or whose loss became infinite, is left as it is.
    /// </summary>
    /// <param name="shard">Which share.</param>
    /// <param name="options">Threads, engine and device; resume and force are set here.</param>
    /// <param name="observer">Makes who is told how it goes, given the runs that are carried out; null for none.</param>
    /// <param name="cancellation">Stops each run after its step.</param>
    /// <returns>How each run of the share stands, in the order of the plan.</returns>
    /// <exception cref="OutputFolderException">Another process carries one of them out. Nothing has started.</exception>
    /// <exception cref="InvalidDataException">A run's folder holds a run of another config, or is damaged. Nothing has
    /// started.</exception>
    /// <exception cref="NotSupportedException">The engine does not take a network.</exception>
    public IReadOnlyList<SweepResult> Run(
        SweepShard shard, TrainOptions options, Func<IReadOnlyList<SweepRun>, ISweepObserver?>? observer = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var missing = Missing(shard);
        IReadOnlyList<SweepResult> done = missing.Count == 0
            ? [] : Sweep.Train(
                missing, options with { Resume = true, Force = false, From = null }, observer?.Invoke(missing), cancellation);
        var byFolder = done.ToDictionary(result => result.Run.Folder);
        return [.. Runs(shard).Select(run => byFolder.GetValueOrDefault(run.Folder) ?? SweepResult.Read(run))];
    }

    /// <summary>The runs of a share that have not come to an end.</summary>
    /// <exception cref="InvalidDataException">A summary is damaged.</exception>
    public IReadOnlyList<SweepRun> Missing(SweepShard shard) => [.. Runs(shard).Where(run => !HasEnded(run))];

    /// <summary>How each run stands, in the order of the plan.</summary>
    /// <exception cref="InvalidDataException">A summary is damaged.</exception>
    public IReadOnlyList<SweepResult> Results() => [.. Runs(SweepShard.Whole).Select(run => SweepResult.Read(run))];

    private static string PlanIn(string folder) => Path.Combine(folder, "plan.json");

    private static void RequireGrowth(string folder, SweepPlan held, SweepPlan plan)
    {
        var ids = plan.Runs.Select(run => run.Id).ToHashSet();
        if (held.Runs.FirstOrDefault(run => !ids.Contains(run.Id)) is { } lost)
        {
            throw new OutputFolderException(
                $"{folder}: holds another sweep, whose run {lost.Id} this one lacks; a sweep that is there can only grow. Choose "
                    + "another --out.");
        }
    }

    private static bool HasEnded(SweepRun run)
    {
        var result = SweepResult.Read(run);
        return result.Status == SweepStatus.NonFinite
            || (result.Status == SweepStatus.Finished && Training.Run.Open(run.Folder).IsTrainedTo(run.Config));
    }

    private IEnumerable<SweepRun> Runs(SweepShard shard) =>
        Plan.Shard(shard).Select(run => new SweepRun(run.Config, FolderOf(run)));
}
