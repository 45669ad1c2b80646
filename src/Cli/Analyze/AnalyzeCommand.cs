using System.CommandLine;
using System.Text.Json.Nodes;
using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Explains runs and checkpoints.</summary>
internal sealed class AnalyzeCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> paths = CommandOptions.Checkpoints();
    private readonly Option<string?> folder = CommandOptions.Out(
        "Where to write analysis.json and spectra.csv, and for a run timeline.csv; for several PATHs, into a folder each.");
    private readonly Option<bool> json =
        CommandOptions.Json("One JSON document on standard output: the analysis, or an array of them for several PATHs.");
    private readonly Option<bool> parquet = CommandOptions.Parquet("spectra and timeline");
    private readonly Option<string?> split = CommandOptions.Text(
        "--split", "FILE",
        "A JSON file with the arrays train and test of pair indices a*p + b, for a checkpoint without its split.")
            .With(Complete.JsonFiles);
    private readonly Option<IReadOnlyList<int>?> keyFrequencies =
        CommandOptions.Numbers("--key-frequencies", "K,K,...", "Key frequencies to use instead of those found.");

    private readonly Option<bool> allTriples = CommandOptions.AllTriples();
    private readonly Option<int?> step = CommandOptions.Number(
        "--step", "N", 0, int.MaxValue,
        "Explains only the run's checkpoint after N updates, in place of its last; nothing is written without --out.");

    private readonly Option<string?> architecture = CommandOptions.Text(
        "--arch", "ID",
        "Reads a foreign checkpoint as this architecture: "
            + $"{string.Join(", ", ArchitectureCatalogue.All.Select(family => family.Id))}. Default: what fits.")
            .With(ArchitectureCatalogue.All.Select(family => family.Id));

    /// <summary>The command over a terminal.</summary>
    public AnalyzeCommand(Terminal terminal)
        : base("analyze", "Explain a run or a checkpoint: its frequencies, what they carry, and the phases of training.")
    {
        this.terminal = terminal;
        Add(paths);
        foreach (var option in new Option[] { folder, json, parquet, split, keyFrequencies, step, allTriples, architecture })
        {
            Add(option);
        }
        Notes =
        [
            "For a run, the last checkpoint is explained and all are measured; the results go into the run's folder analysis. "
            + "For a checkpoint file, nothing is written without --out.",
        ];
        Examples =
        [
            ("analyze runs/mainline", "A summary here; all numbers in runs/mainline/analysis."),
            ("analyze runs/mainline/checkpoints/step-001000.safetensors", "One checkpoint."),
            ("analyze runs/mainline --step 1000", "The same, by its step."),
            ("analyze runs/demo-seeds", "Every run of a folder."),
            ("analyze model.pt --split split.json", "A file from PyTorch; nothing that it contains is run."),
            ("analyze runs/a runs/b --json", "Two runs, for a program."),
            ("analyze runs/demo --parquet", "The tables for DuckDB, pandas or Polars, with their types."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var chosen = parsed.GetValue(step);
        var subjects = RunFolders.Expand(parsed.GetRequiredValue(paths))
            .Select(path => StudySubject.Open(path, parsed.GetValue(split), parsed.GetValue(architecture), chosen))
            .Select(subject => chosen is null ? subject : subject with { Run = null, Path = subject.Source.Path! })
            .ToList();
        if (parsed.GetValue(parquet)
            && subjects.FirstOrDefault(subject => Folder(subject, parsed.GetValue(folder), subjects.Count) is null) is { } alone)
        {
            throw new UsageException(
                "--parquet: of a checkpoint file no table is written without --out DIR; expected it with "
                    + $"{PathText.Of(alone.Path)}.");
        }
        var documents = new List<JsonNode?>();
        foreach (var subject in subjects)
        {
            terminal.Remark(subject.Run?.Doubts() ?? []);
            var study = Study.Make(
                terminal with { Out = terminal.Messages(parsed.GetValue(json)) }, subject, parsed.GetValue(keyFrequencies),
                parsed.GetValue(allTriples));
            var files = Folder(subject, parsed.GetValue(folder), subjects.Count) is { } target
                ? study.Write(target, parsed.GetValue(parquet)) : [];
            if (parsed.GetValue(json))
            {
                documents.Add(JsonNode.Parse(AnalysisJson.Write(study.Analysis)));
            }
            else
            {
                terminal.Out.Write(StudyText.Of(subject, study, terminal.Out.Width));
                terminal.Out.Write(PlacesText.OfFiles(files, terminal.Out.Width));
            }
        }
        if (parsed.GetValue(json))
        {
            terminal.Out.Raw(
                (documents is [var only] ? only : new JsonArray([.. documents]))!.ToJsonString(CommandOptions.IndentedJson)
                    + "\n");
        }
        return ExitCode.Done;
    }

    private static string? Folder(StudySubject subject, string? given, int subjects) => (given, subjects) switch
    {
        (null, _) => subject.Run?.Paths.Analysis,
        (_, 1) => given,
        _ => Path.Combine(given, Path.GetFileNameWithoutExtension(PathText.Name(subject.Path))),
    };
}

/// <summary>What was found out of a checkpoint, and of a run also over its training.</summary>
/// <param name="Analysis">The checkpoint, explained.</param>
/// <param name="Timeline">The measures over the run's checkpoints; null for a single checkpoint.</param>
internal sealed record Study(Analysis Analysis, Timeline? Timeline)
{
    /// <summary>Explains a checkpoint, and measures all others when it is a run's.</summary>
    /// <param name="terminal">Where progress is shown, and what interrupts it.</param>
    /// <param name="subject">The checkpoint.</param>
    /// <param name="keyFrequencies">Key frequencies to use; null to find them.</param>
    /// <param name="allTriples">Whether gradient symmetricity takes all p³ triples whatever p is.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static Study Make(Terminal terminal, StudySubject subject, IReadOnlyList<int>? keyFrequencies, bool allTriples = false)
    {
        var analysis = WorkDisplay.Run(
            terminal.Out, $"Analysing {PathText.Of(subject.Path)}", () => Explain(subject, keyFrequencies, allTriples));
        return new Study(analysis, subject.Run is { } run ? Measure(terminal, run, subject.Split, analysis.Keys) : null);
    }

    /// <summary>Explains a checkpoint.</summary>
    /// <param name="subject">The checkpoint.</param>
    /// <param name="keyFrequencies">Key frequencies to use; null to find them.</param>
    /// <param name="allTriples">Whether gradient symmetricity takes all p³ triples whatever p is.</param>
    public static Analysis Explain(StudySubject subject, IReadOnlyList<int>? keyFrequencies, bool allTriples = false)
    {
        return Analyzer.Analyze(Evaluation(subject, keyFrequencies, allTriples), subject.Source)
            .WithDoubts(subject.Run?.Doubts() ?? []);
    }

    /// <summary>Judges a checkpoint, and nothing besides.</summary>
    /// <param name="subject">The checkpoint.</param>
    /// <param name="allTriples">Whether gradient symmetricity is over all triples, not over a sample.</param>
    public static Analysis Classify(StudySubject subject, bool allTriples) =>
        Analyzer.Classify(Evaluation(subject, keyFrequencies: null, allTriples), subject.Source)
            .WithDoubts(subject.Run?.Doubts() ?? []);

    private static CheckpointEvaluation Evaluation(StudySubject subject, IReadOnlyList<int>? keyFrequencies, bool allTriples)
    {
        var checkpoint = subject.Checkpoint;
        var activations = FullBatchActivations.Of(checkpoint.Model, checkpoint.Operation, checkpoint.Format, checkpoint.Loss);
        return new CheckpointEvaluation(activations, subject.Split, keyFrequencies) { AllTriples = allTriples };
    }

    /// <summary>Explains a run, writes its files and shows what was found.</summary>
    /// <param name="terminal">Where to, and what interrupts it.</param>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="OperationCanceledException">It was interrupted; nothing is written then.</exception>
    public static Study OfRun(Terminal terminal, string folder)
    {
        var subject = StudySubject.Open(folder);
        terminal.Remark(subject.Run!.Doubts());
        var study = Make(terminal, subject, keyFrequencies: null);
        var files = study.Write(subject.Run!.Paths.Analysis);
        terminal.Out.Write(StudyText.Of(subject, study, terminal.Out.Width));
        terminal.Out.Write(PlacesText.OfFiles(files, terminal.Out.Width));
        return study;
    }

    /// <summary>What is on disk of a run, when it is of the run as it is and complete; else null. What is damaged or doubtful is
    /// said.</summary>
    public static Study? Load(Terminal terminal, Run run)
    {
        var findings =
            RunAnalysis.Load(run, damage: damage => terminal.Remark([$"{damage.TrimEnd('.')}. The analysis is made anew."]));
        terminal.Remark(findings is null ? [] : run.Doubts());
        return findings is null ? null : new Study(findings.Analysis, findings.Timeline);
    }

    /// <summary>Writes analysis.json, spectra.csv and, of a run, timeline.csv.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <param name="parquet">Whether the tables are written as Parquet too.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Write(string folder, bool parquet = false) =>
        AnalysisFiles.Write(folder, Analysis, Timeline, parquet);

    private static Timeline Measure(Terminal terminal, Run run, Split? split, IReadOnlyList<int> keyFrequencies)
    {
        var steps = run.Steps;
        using var stop = terminal.Interrupts.Listen();
        return WorkDisplay.Run(terminal.Out, $"Measuring {NumberText.Count(steps.Count, "checkpoint")}", steps.Count, done =>
            RunAnalysis.Measure(
                run, split, keyFrequencies, progress: new DirectProgress(() => done(1)), cancellation: stop.Token));
    }

    /// <summary>Progress told at once and in order; the base library's tells it later, on other threads.</summary>
    private sealed class DirectProgress(Action done) : IProgress<int>
    {
        public void Report(int value) => done();
    }
}

/// <summary>A checkpoint to be explained.</summary>
/// <param name="Path">What the user named: a run's folder, or a file.</param>
/// <param name="Checkpoint">The checkpoint; of a run, the last.</param>
/// <param name="Split">Which pairs it was trained on; null when not known.</param>
/// <param name="Source">The file.</param>
/// <param name="Run">The run, when a folder was named.</param>
internal sealed record StudySubject(string Path, LoadedCheckpoint Checkpoint, Split? Split, AnalysisSource Source, Run? Run)
{
    /// <summary>Opens a run's folder or a checkpoint file.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="splitFile">A file that names the pairs it was trained on; null for what the checkpoint says.</param>
    /// <param name="architecture">Id of an architecture to read a file as; null takes what fits.</param>
    /// <param name="step">Which checkpoint of a run; null takes the last.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder holds no run.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no checkpoint.</exception>
    /// <exception cref="ArgumentException">A step was named, and the path is no run's folder, or the run has no checkpoint of
    /// it.</exception>
    public static StudySubject Open(string path, string? splitFile = null, string? architecture = null, int? step = null)
    {
        var run = Directory.Exists(path) ? Training.Run.Open(path) : null;
        var file = run is null ? path : step is { } known ? CheckpointOf(run, known) : LastCheckpoint(run);
        if (run is null && step is not null)
        {
            throw new UsageException(
                $"--step: expected the folder of a run, which has several checkpoints, got {PathText.Of(path)}.");
        }
        var checkpoint = Read(file, architecture);
        var split = splitFile is null ? checkpoint.Split : Split.Read(splitFile, checkpoint.Operation);
        return new StudySubject(path, checkpoint, split, AnalysisSource.OfFile(PathText.Of(file), checkpoint.Step), run);
    }

    // A file of any name may be a checkpoint; one that is none and is not even called so is told as what it is not.
    private static LoadedCheckpoint Read(string file, string? architecture)
    {
        try
        {
            return CheckpointReader.Open(file, architecture);
        }
        catch (InvalidDataException) when (System.IO.Path.GetExtension(file).ToLowerInvariant() is { Length: > 0 } kind
            && !Complete.Checkpoints.Contains(kind))
        {
            throw new InvalidDataException(
                $"{PathText.Of(file)}: is no checkpoint; expected a file of the kind "
                    + $"{string.Join(", ", Complete.Checkpoints[..^1])} or {Complete.Checkpoints[^1]}, or the folder of a run.");
        }
    }

    private static string CheckpointOf(Run run, int step) => run.Steps.Contains(step)
        ? run.Paths.Checkpoint(step)
        : throw new UsageException($"--step: {PathText.Of(run.Paths.Folder)} has no checkpoint of step {NumberText.Count(step)}; "
            + (run.Steps.Count == 0
            ? "it has none." : $"the nearest is of step {NumberText.Count(run.Steps.MinBy(known => Math.Abs(known - step)))}."));

    private static string LastCheckpoint(Run run) => run.Steps is [.., var last]
        ? run.Paths.Checkpoint(last)
        : throw new InvalidDataException(
            $"{PathText.Of(run.Paths.Folder)}: expected at least one checkpoint, found none; train the run first.");
}

/// <summary>Folders that hold runs: of a sweep, of several seeds, or <c>runs</c> itself.</summary>
internal static class RunFolders
{
    /// <summary>The paths with each folder of runs replaced by the runs that it holds.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) =>
        [.. paths.SelectMany(path => IsFolderOfRuns(path) ? In(path) : [path])];

    /// <summary>Whether a path is a folder that is no run and holds some.</summary>
    public static bool IsFolderOfRuns(string path) =>
        Directory.Exists(path) && !new RunPaths(path).HoldsRun && In(path).Count > 0;

    /// <summary>The runs in a folder, or in its folder <c>runs</c> where it is a sweep's, by name; seed-2 comes before
    /// seed-10.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        var below = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Where(inner => new RunPaths(inner).HoldsRun).ToList() : [];
        var ofSweep = Path.Combine(folder, "runs");
        return below.Count == 0 && Directory.Exists(ofSweep) && File.Exists(Path.Combine(folder, "sweep.json"))
            ? In(ofSweep)
            : [.. below.Order(
                StringComparer.Create(
                    System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering))];
    }
}
