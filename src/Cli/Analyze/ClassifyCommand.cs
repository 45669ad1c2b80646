using System.CommandLine;
using System.Text.Json.Nodes;
using Grokking.Interp;

namespace Grokking.Cli;

/// <summary>Says of checkpoints whether they are clocks, pizzas or something else.</summary>
internal sealed class ClassifyCommand : ToolCommand
{
    private const string ParquetName = "--parquet";
    private const string ParquetEnding = ".parquet";

    private readonly Terminal terminal;
    private readonly Argument<string[]> paths = CommandOptions.Checkpoints();
    private readonly Option<bool> json = CommandOptions.Json("One JSON document on standard output: an array with an object for each PATH.");
    private readonly Option<bool> allTriples = CommandOptions.AllTriples();
    private readonly Option<bool> csv = new("--csv") { Description = "One CSV table on standard output: a row for each PATH." };

    private readonly Option<string?> parquet = CommandOptions.Text(
        ParquetName, "FILE.parquet", "Writes the table of --csv as a Parquet file, which keeps the columns' types.").With(Complete.Folders);

    /// <summary>The command over a terminal.</summary>
    public ClassifyCommand(Terminal terminal)
        : base("classify", "Tell clocks from pizzas: one row a checkpoint, verdict and evidence.")
    {
        this.terminal = terminal;
        Add(paths);
        Add(json);
        Add(csv);
        Add(parquet);
        Add(allTriples);
        Notes =
        [
            "A verdict has two parts for each frequency: what the logits look like, and how the neurons come by their signal. A file that cannot be read is reported, the others are classified all the same.",
        ];
        Examples =
        [
            ("classify model_*.pt", "Published checkpoints; nothing that they contain is run."),
            ("classify runs/demo --json", "One run, for a program."),
            ("classify model_*.pt --csv", "A table, for a file of your own: > verdicts.csv."),
            ("classify model_*.pt --parquet verdicts.parquet", "The same table for DuckDB, pandas or Polars."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(json) && parsed.GetValue(csv))
        {
            throw new UsageException("classify: expected one of --json and --csv, got both.");
        }
        var file = FileOf(parsed.GetValue(parquet));
        var (classified, failed) = Explain(parsed.GetRequiredValue(paths), parsed.GetValue(allTriples));
        var table = VerdictTable.Of(classified.Select(item => item.Analysis));
        if (file is not null && classified.Count > 0)
        {
            table.WriteParquet(file);
        }
        if (parsed.GetValue(json))
        {
            terminal.Out.Raw(new JsonArray([.. classified.Select(item => Document(item.Subject, item.Analysis))]).ToJsonString(CommandOptions.IndentedJson) + "\n");
        }
        else if (parsed.GetValue(csv))
        {
            terminal.Out.Raw(table.ToCsv());
        }
        else if (classified.Count > 0)
        {
            terminal.Out.Write(ClassifyText.Of(classified, terminal.Out.Width));
            terminal.Out.Write(PlacesText.OfFiles(file is null ? [] : [file], terminal.Out.Width));
        }
        terminal.Remark(classified.SelectMany(item => item.Subject.Run?.Doubts() ?? []));
        foreach (var error in failed)
        {
            terminal.Error.Write(ErrorText.Of(error, verbose: false, terminal.Error.MessageWidth));
        }
        return failed.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    // Before the work: the option's value could be a checkpoint that was meant to be read.
    private static string? FileOf(string? given)
    {
        if (given is not null && Path.GetExtension(given) != ParquetEnding)
        {
            throw new UsageException($"{ParquetName}: expected a file name that ends with {ParquetEnding}, got '{given}'.");
        }
        return given is null || Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(given)))
            ? given
            : throw new UsageException($"{ParquetName}: expected a file in a folder that is there, got {PathText.Of(given)}.");
    }

    private static (List<(StudySubject Subject, Analysis Analysis)> Classified, List<Exception> Failed) Explain(IEnumerable<string> paths, bool allTriples)
    {
        var classified = new List<(StudySubject Subject, Analysis Analysis)>();
        var failed = new List<Exception>();
        foreach (var path in paths)
        {
            try
            {
                var subject = StudySubject.Open(path);
                classified.Add((subject, Study.Explain(subject, keyFrequencies: null, allTriples)));
            }
            catch (Exception error) when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException or InsufficientMemoryException)
            {
                failed.Add(error);
            }
        }
        return (classified, failed);
    }

    private static JsonObject Document(StudySubject subject, Analysis analysis)
    {
        var whole = JsonNode.Parse(AnalysisJson.Write(analysis))!.AsObject();
        var document = new JsonObject { ["path"] = PathText.Of(subject.Path), ["reading"] = subject.Checkpoint.Reading };
        foreach (var key in new[] { "operation", "architecture", "loss", "accuracy", "circuits", "notes" })
        {
            document[key] = whole[key]?.DeepClone();
        }
        return document;
    }
}

/// <summary>Verdicts as a table, and the numbers behind each.</summary>
internal static class ClassifyText
{
    /// <summary>One row a checkpoint, then the evidence of each.</summary>
    public static TextPage Of(IReadOnlyList<(StudySubject Subject, Analysis Analysis)> classified, int width)
    {
        var names = Names([.. classified.Select(item => item.Subject.Path)]);
        var page = new TextPage(width).Table(
            ["checkpoint", ">accuracy", ">symm.", ">dist.", ">circ.", "verdict"],
            [.. classified.Select((item, i) => Row(names[i], item.Analysis))]);
        page.Line().Paragraph("accuracy over all pairs; symm. gradient symmetricity; dist. distance irrelevance of the right logit; circ. circularity of the embedding.");
        foreach (var ((subject, analysis), name) in classified.Zip(names))
        {
            page.Line().Heading(name).Paragraph(subject.Checkpoint.Reading);
            page.Pairs(Evidence(analysis));
        }
        return page;
    }

    private static string[] Row(string name, Analysis analysis)
    {
        var circuits = analysis.Circuits;
        return
        [
            name, NumberText.Percent(analysis.Accuracy.All), Value(circuits?.GradientSymmetricity?.Value),
            Value(circuits?.DistanceIrrelevance?.Correct), Value(circuits?.Circularity),
            analysis.Groups?.Verdict is { } ofGroup ? Verdict(ofGroup) : Verdict(circuits),
        ];
    }

    private static (string Name, string Value)[] Evidence(Analysis analysis)
    {
        if (analysis.Groups is { Verdict: { } ofGroup } groups)
        {
            return [(Verdict(ofGroup), groups.Reason!)];
        }
        if (analysis.Circuits is not { } circuits)
        {
            return [("no verdict", analysis.Notes.GetValueOrDefault("circuits", "no evidence"))];
        }
        return
        [
            (Verdict(circuits), circuits.Reason),
            .. circuits.Frequencies.Select(item => ($"k = {item.K}", $"{Kind(item)}: {item.Reason}")),
        ];
    }

    private static string Kind(AnalysisFrequency item) =>
        item.Kind.ToString().ToLowerInvariant() + (item.Accompanies is { } other ? $" {other}" : "");

    /// <summary>The verdict on a network that multiplies in a group, in a word or two.</summary>
    public static string Verdict(GroupKind kind) => kind == GroupKind.Both ? "irreps and cosets" : kind.ToString().ToLowerInvariant();

    /// <summary>The verdict in a word; a dash where there is none.</summary>
    public static string Verdict(AnalysisCircuits? circuits) => circuits?.Verdict.ToString().ToLowerInvariant() ?? "-";

    private static string Value(double? value) => value?.ToString("F3", System.Globalization.CultureInfo.InvariantCulture) ?? "-";

    // As many of the last parts of each path as tell it from the others.
    internal static List<string> Names(IReadOnlyList<string> paths)
    {
        var parts = paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)).Split(Path.DirectorySeparatorChar)).ToList();
        string Tail(int i, int count) => string.Join(Path.DirectorySeparatorChar, parts[i][^Math.Min(count, parts[i].Length)..]);
        bool IsClear(int i, int count) => Enumerable.Range(0, parts.Count).All(other => paths[other] == paths[i] || Tail(other, count) != Tail(i, count));
        return [.. parts.Select((own, i) => Tail(i, Enumerable.Range(1, own.Length).FirstOrDefault(count => IsClear(i, count), own.Length)))];
    }
}
