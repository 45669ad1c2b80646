using System.Globalization;
using System.Runtime.InteropServices;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The missing runs of a sweep in tasks of some minutes each.</summary>
/// <param name="Folder">The sweep's folder, a full path.</param>
/// <param name="Count">Number of shares that the runs are divided into.</param>
/// <param name="Indices">The shares that have a run missing, 1 to <paramref name="Count"/>, ascending.</param>
/// <param name="Threads">How many runs of a task go on at a time.</param>
internal sealed record SweepTasks(string Folder, int Count, IReadOnlyList<int> Indices, int Threads)
{
    private const double SecondsATask = 600;
    private const int RunsATask = 10;

    /// <summary>Most runs of a task.</summary>
    public required int PerTask { get; init; }

    /// <summary>The tasks of a sweep.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="threads">How many runs of a task go on at a time.</param>
    /// <param name="perTask">Runs in a task; null for as many as take ten minutes.</param>
    public static SweepTasks Of(SweepFolder sweep, int threads, int? perTask)
    {
        var seconds = sweep.Results().Where(result => result.Status == SweepStatus.Finished)
            .Select(result => result.Summary!.WallSeconds).ToList();
        var runs = perTask
            ?? (seconds.Count == 0
            ? RunsATask
            : (int)Math.Clamp(Math.Round(SecondsATask * threads / Math.Max(seconds.Average(), 0.1)), 1, sweep.Plan.Runs.Count));
        var count = (sweep.Plan.Runs.Count + runs - 1) / runs;
        var missing = Enumerable.Range(1, count).Where(index => sweep.Missing(new SweepShard(index, count)).Count > 0);
        return new SweepTasks(Path.GetFullPath(sweep.Folder), count, [.. missing], threads) { PerTask = runs };
    }
}

/// <summary>What hands tasks to others: scripts as text.</summary>
/// <param name="tasks">The tasks.</param>
internal sealed class SweepScripts(SweepTasks tasks)
{
    /// <summary>The kind for GNU parallel.</summary>
    public const string Parallel = "parallel";

    /// <summary>The kind for HyperQueue.</summary>
    public const string HyperQueue = "hyperqueue";

    /// <summary>The kind for Kubernetes.</summary>
    public const string Kubernetes = "kubernetes";

    /// <summary>The kind for Slurm.</summary>
    public const string Slurm = "slurm";

    // Time for every run to come to the end of its step and to write its state.
    private const int SecondsToStop = 60;

    /// <summary>All kinds.</summary>
    public static string[] Kinds { get; } = [Slurm, Parallel, HyperQueue, Kubernetes];

    /// <summary>The tasks.</summary>
    public SweepTasks Tasks => tasks;

    /// <summary>Time limit of a task.</summary>
    public required int Minutes { get; init; }

    /// <summary>Most tasks at a time; null for no limit.</summary>
    public required int? AtOnce { get; init; }

    /// <summary>The container image that holds the tool.</summary>
    public required string Image { get; init; }

    /// <summary>Options more for Slurm.</summary>
    public required IReadOnlyList<string> SlurmLines { get; init; }

    /// <summary>Where Slurm's scripts and logs go.</summary>
    public string SlurmFolder => Path.Combine(tasks.Folder, "slurm");

    /// <summary>The script of a kind.</summary>
    public string Of(string kind) => kind switch
    {
        Slurm => ForSlurm(),
        Parallel => ForParallel(),
        HyperQueue => ForHyperQueue(),
        _ => ForKubernetes(),
    };

    /// <summary>Numbers as Slurm and HyperQueue list them: <c>1-4,7</c>.</summary>
    public static string Ranges(IEnumerable<int> numbers) =>
        SeedList.Text(numbers).Replace("..", "-", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    // The first argument is what the array's index lacks to the share's: an index stays below the cluster's MaxArraySize.
    private string ForSlurm() => $$"""
        #!/bin/bash
        #SBATCH --job-name=grokking
        #SBATCH --output={{SlurmFolder}}/%A_%a.log
        #SBATCH --open-mode=append
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task={{Number(tasks.Threads)}}
        #SBATCH --time={{Number(Minutes)}}
        #SBATCH --requeue
        #SBATCH --signal=B:USR1@{{Number(SecondsToStop)}}
        {{string.Concat(SlurmLines.Select(line => $"#SBATCH {line}\n"))}}
        # A minute before the time limit each run stops at its step, and the task is queued again to go on there.
        limit=0
        trap 'limit=1; kill -TERM "$tool" 2>/dev/null' USR1
        {{Command($"\"$((SLURM_ARRAY_TASK_ID + ${{1:-0}}))/{Number(tasks.Count)}\"")}} &
        tool=$!
        wait "$tool"
        code=$?
        if [ "$limit" = 1 ]; then
            wait "$tool"
            code=$?
            if [ "$code" = {{ExitCode.Interrupted}} ]; then
                scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
            fi
        fi
        exit "$code"

        """;

    private string ForParallel() =>
        $"printf '%s\\n' {string.Join(' ', tasks.Indices.Select(Number))} | parallel --jobs "
            + $"{(AtOnce is { } most ? Number(most) : "100%")} "
        + $"--joblog {Word(Path.Combine(tasks.Folder, "parallel.log"))} --resume-failed "
        + $"{PathText.Word(Command($"{{}}/{Number(tasks.Count)}"))}\n";

    private string ForHyperQueue() =>
        $"hq submit --array {Ranges(tasks.Indices)} --cpus {Number(tasks.Threads)} --time-limit {Number(Minutes)}min "
        + $"--crash-limit 5 -- bash -c {PathText.Word(Command($"\"$HQ_TASK_ID/{Number(tasks.Count)}\""))}\n";

    // An indexed job counts from 0; a share without missing runs ends at once.
    private string ForKubernetes() => $$"""
        # The image has the tool as 'grokking'; the claim 'sweeps' is the disk that all pods share, mounted where the sweep's folder is here.
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: grokking-sweep
        spec:
          completions: {{Number(tasks.Count)}}
          parallelism: {{Number(Math.Min(AtOnce ?? tasks.Count, tasks.Count))}}
          completionMode: Indexed
          backoffLimit: {{Number(tasks.Count)}}
          template:
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: {{Number(SecondsToStop)}}
              containers:
              - name: sweep
                image: {{Yaml(Image)}}
                command: ["/bin/sh", "-c"]
                args: [{{Yaml($"exec grokking sweep run {Word(tasks.Folder)} --shard $((JOB_COMPLETION_INDEX + 1))/{Number(tasks.Count)} --threads {Number(tasks.Threads)}")}}]
                resources:
                  requests: {cpu: "{{Number(tasks.Threads)}}"}
                volumeMounts:
                - {name: sweeps, mountPath: {{Yaml(Path.GetDirectoryName(tasks.Folder) ?? tasks.Folder)}}}
              volumes:
              - name: sweeps
                persistentVolumeClaim: {claimName: sweeps}

        """;

    private string Command(string share) =>
        $"{Tool()} sweep run {Word(tasks.Folder)} --shard {share} --threads {Number(tasks.Threads)}";

    // The runtime and the assembly of this process: what a node has on its PATH is not known here.
    private static string Tool()
    {
        var host = Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return $"{Word(host)} exec {Word(typeof(SweepScripts).Assembly.Location)}";
    }

    private static string Word(string text) => PathText.Word(text);

    private static string Yaml(string text) => System.Text.Json.JsonSerializer.Serialize(text, CommandOptions.PlainJson);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
