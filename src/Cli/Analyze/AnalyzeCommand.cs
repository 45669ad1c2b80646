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
