using System.Collections.Concurrent;
using System.Diagnostics;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Fuzz;

/// <summary>What became of a mutant.</summary>
/// <param name="Seed">What it was made of.</param>
/// <param name="Index">Its number: with the seed of the run it makes the same mutant again.</param>
/// <param name="Content">The mutant.</param>
/// <param name="Label">How reading ended: <c>loads</c>, what it was refused for, or a violation.</param>
/// <param name="IsViolation">Whether it broke a promise.</param>
/// <param name="Message">What was said.</param>
internal sealed record Outcome(Seed Seed, int Index, byte[] Content, string Label, bool IsViolation, string Message);

/// <summary>
/// Gives readers one damaged file after the other and holds them to what they promise: a file loads, or ends in an
/// <see cref="InvalidDataException"/> that names it, within 2 s and 64 MB and 12 times its size (8 times, and its numbers, which
/// may lie in it as bytes, as float32); and nothing is read but the file and the config beside it.
/// </summary>
internal sealed class Fuzzer : IDisposable
{
    private const long AlwaysAllowed = 64_000_000;
    private const long AllowedPerByte = 12;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(60);

    private static readonly (string Label, string Part)[] Refusals =
    [
        ("costs too much", "the most that reading a file of"),
        ("checksum", "its checksum is"),
        ("zip", "zip"), ("zip", "entry '"), ("zip", "entries claim"), ("zip", "one entry data.pkl"),
        ("pickle", "(data.pkl, byte "), ("pickle", "nested more than"), ("pickle", "counted with repetition"),
        ("names a file", "it was not opened"),
        ("duplicate key", "occurs twice"),
        ("not JSON", "not JSON"), ("not Unicode", "not valid Unicode"),
        ("too many weights", "weights"),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("grokking-fuzz-").FullName;
    private readonly ConcurrentQueue<string> opened = new();
    private readonly FileSystemWatcher watcher;
    private readonly string[] canaries;
    private readonly Timer watchdog;
    private readonly Dictionary<SeedKind, string> names;
    private Outcome? current;
    private long started;

    public Fuzzer()
    {
        canaries = MakeCanaries();
        watcher = new FileSystemWatcher(
            Path.Combine(folder, "canary")) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.LastAccess };
        watcher.Changed += (_, change) => opened.Enqueue(change.FullPath); // of folders too, which the watcher reads itself
        watcher.EnableRaisingEvents = true;
        Directory.CreateDirectory(Path.Combine(folder, "run"));
        names = Enum.GetValues<SeedKind>().ToDictionary(kind => kind, kind => Path.Combine(folder, NameOf(kind)));
        File.WriteAllBytes(Path.Combine(folder, "model_s.safetensors"), Seeds.WithSidecar);
        watchdog = new Timer(_ => EndIfHung(), null, Hung, Hung);
    }

    /// <summary>Largest cost beside what a file's size allows for, in bytes, and longest time of the mutants so far.</summary>
    public (long Bytes, TimeSpan Time) Worst { get; private set; }

    /// <summary>The folder of the files that are read.</summary>
    public string Folder => folder;

    /// <summary>Makes mutants and reads each.</summary>
    /// <param name="seed">The same seed gives the same mutants.</param>
    /// <param name="count">How many.</param>
    /// <param name="kind">Mutants of one kind of seed alone; null for all.</param>
    public IEnumerable<Outcome> Run(int seed, int count, SeedKind? kind = null)
    {
        Warm();
        var seeds = Seeds.All.Where(candidate => kind is null || candidate.Kind == kind).ToArray();
        for (var index = 0; index < count; index++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + index));
            var chosen = seeds[random.Next(seeds.Length)];
            yield return Read(chosen, index, new Mutator(random, canaries).Mutate(chosen));
        }
        Thread.Sleep(100);
        foreach (var path in opened.Distinct().Where(File.Exists))
        {
            yield return new Outcome(seeds[0], -1, [], "another file was read", true, path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watchdog.Dispose();
        watcher.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string NameOf(SeedKind kind) => kind switch
    {
        SeedKind.Safetensors => "x.safetensors",
        SeedKind.Torch => "x.pt",
        SeedKind.RunFolder => Path.Combine("run", "config.json"),
        SeedKind.Sidecar => "config_s.json",
        SeedKind.Metrics or SeedKind.Timeline or SeedKind.Table => $"{kind}.csv",
        _ => $"{kind}.json",
    };

    // Files that would be read if a mutant that names them had its way; the watcher sees whoever reads them.
    private string[] MakeCanaries()
    {
        var canary = Path.Combine(folder, "canary");
        Directory.CreateDirectory(Path.Combine(canary, "state"));
        File.WriteAllText(Path.Combine(canary, "split.json"), """{ "train": [1], "test": [2] }""");
        File.WriteAllBytes(Path.Combine(canary, "state", "step-000001.safetensors"), Seeds.WithSidecar);
        return [Path.Combine(canary, "split.json"), canary, Path.Combine(canary, "state", "step-000001.safetensors"),
            "canary/split.json"];
    }

    // What is made once belongs to no mutant.
    private void Warm()
    {
        foreach (var seed in Seeds.All)
        {
            var outcome = Read(seed, -1, seed.Content);
            if (outcome.Label != "loads")
            {
                throw new InvalidOperationException($"the seed {seed.Kind} does not load: {outcome.Message}");
            }
        }
        Worst = default;
    }

    private Outcome Read(Seed seed, int index, byte[] content)
    {
        var path = names[seed.Kind];
        File.WriteAllBytes(path, content);
        current = new Outcome(seed, index, content, "hangs", true, "");
        foreach (var reader in Readers(seed.Kind, path))
        {
            if (Try(reader, path, content.Length) is { Label: not "loads" } ended)
            {
                return current with { Label = ended.Label, IsViolation = ended.IsViolation, Message = ended.Message };
            }
        }
        return current with { Label = "loads", IsViolation = false };
    }

    private IEnumerable<Action> Readers(SeedKind kind, string path) => kind switch
    {
        SeedKind.Safetensors =>
            [() => Safetensors.Read(path), () => Safetensors.ReadTypes(path), () => CheckpointReader.Open(path)],
        SeedKind.Torch =>
            [() => TorchFile.Read(path), () => TorchFile.ListStateDicts(path), () => TorchFile.ReadStateDict(path),
                () => CheckpointReader.Open(path)],
        SeedKind.Config => [() => ConfigJson.ReadFile(path)],
        SeedKind.RunFolder => [() => _ = Training.Run.Open(Path.GetDirectoryName(path)!).Split],
        SeedKind.Split => [() => Split.Read(path, ModularOperation.Add(Seeds.P))],
        SeedKind.Sidecar => [() => CheckpointReader.Open(Path.Combine(folder, "model_s.safetensors"))],
        SeedKind.Summary => [() => RunSummary.Read(path)],
        SeedKind.Analysis => [() => AnalysisJson.ReadFile(path)],
        SeedKind.Metrics => [() => MetricsLog.Read(path)],
        SeedKind.Table => [() => _ = new TableOperation(OperationTable.Read(path)).Algebra],
        _ => [() => Timeline.ReadFile(path)],
    };

    // A machine with other work to do is given three trials for the time, not for the memory.
    private (string Label, bool IsViolation, string Message) Try(Action read, string path, long length)
    {
        for (var trial = 1; ; trial++)
        {
            started = Stopwatch.GetTimestamp();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var ended = End(read, path);
            var (bytes, time) =
                (GC.GetAllocatedBytesForCurrentThread() - before - (AllowedPerByte * length), Stopwatch.GetElapsedTime(started));
            if (time > Longest && trial < 3)
            {
                continue;
            }
            Worst = (Math.Max(Worst.Bytes, bytes), time > Worst.Time ? time : Worst.Time);
            return bytes > AlwaysAllowed
                ? ("takes too much memory", true, $"{bytes} bytes more than {AllowedPerByte} times its size; {ended.Message}")
                : time > Longest ? ("takes too long", true, $"{time}; {ended.Message}")
                : ended;
        }
    }

    private static (string Label, bool IsViolation, string Message) End(Action read, string path)
    {
        try
        {
            read();
            return ("loads", false, "");
        }
        catch (InvalidDataException error)
        {
            var named = error.Message.Contains(Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal)
                || error.Message.Contains("model_s", StringComparison.Ordinal);
            var label = Refusals.FirstOrDefault(refusal => error.Message.Contains(refusal.Part, StringComparison.Ordinal)).Label
                ?? "content";
            return named && error.Message.Length < 20_000
                ? (label, false, error.Message) : ("message does not name the file, or is very long", true, error.Message);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (error.GetType().Name, true, error.ToString());
        }
    }

    private void EndIfHung()
    {
        if (current is { } mutant && Stopwatch.GetElapsedTime(started) > Hung)
        {
            Environment.FailFast($"mutant {mutant.Index} of {mutant.Seed.Kind} hangs; it lies in {names[mutant.Seed.Kind]}");
        }
    }
}
