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
    private readonly Option<bool> json =
        CommandOptions.Json("One JSON document on standard output: an array with an object for each PATH.");
    private readonly Option<bool> allTriples = CommandOptions.AllTriples();
    private readonly Option<bool> evidence =
        new("--evidence") { Description = "Also shows the numbers behind each verdict, a row a circle, and how each file was read." };
    private readonly Option<bool> csv = new("--csv") { Description = "One CSV table on standard output: a row for each PATH." };

    private readonly Option<string?> parquet = CommandOptions.Text(
        ParquetName, "FILE.parquet", "Writes the table of --csv as a Parquet file, which keeps the columns' types.")
            .With(Complete.Folders);

    /// <summary>The command over a terminal.</summary>
    public ClassifyCommand(Terminal terminal)
        : base("classify", "Tell clocks from pizzas: one row for each checkpoint, verdict and evidence.")
    {
        this.terminal = terminal;
        Add(paths);
        Add(json);
        Add(evidence);
        Add(csv);
        Add(parquet);
        Add(allTriples);
        Notes =
        [
            "A verdict has two parts for each frequency: what the logits look like, and how the neurons come by their signal. A "
                + "file that cannot be read is reported; the others are classified all the same.",
        ];
        Examples =
        [
            ("classify model_*.pt", "Published checkpoints; nothing that they contain is run."),
            ("classify runs/demo-seeds --evidence", "All runs of a folder, with the numbers behind each verdict."),
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
        var named = RunFolders.Expand(parsed.GetRequiredValue(paths));
        var isText = !parsed.GetValue(json) && !parsed.GetValue(csv);
        var text = new ClassifyText(named, terminal.Out.Width);
        var (classified, failed) = Explain(named, text, isText, parsed.GetValue(allTriples));
        var table = VerdictTable.Of(classified.Select(item => item.Analysis));
        if (file is not null && classified.Count > 0)
        {
            table.WriteParquet(file);
        }
        if (parsed.GetValue(json))
        {
            terminal.Out.Raw(new JsonArray([.. classified.Select(item => Document(item.Subject, item.Analysis))])
                .ToJsonString(CommandOptions.IndentedJson) + "\n");
        }
        else if (parsed.GetValue(csv))
        {
            terminal.Out.Raw(table.ToCsv());
        }
        else if (classified.Count > 0)
        {
            terminal.Out.Write(text.Evidence(classified, parsed.GetValue(evidence)));
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

    private (List<(int Index, StudySubject Subject, Analysis Analysis)> Classified, List<Exception> Failed) Explain(
        IReadOnlyList<string> named, ClassifyText text, bool isText, bool triples)
    {
        var classified = new List<(int Index, StudySubject Subject, Analysis Analysis)>();
        var failed = new List<Exception>();
        // Side by side, each on one core, and shown in their order as soon as they are there.
        using var all = named.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Min(named.Count, Environment.ProcessorCount))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(path => One(path, triples)).GetEnumerator();
        string Title(int i) =>
            $"Classifying {text.Name(Math.Min(i, named.Count - 1))}, {NumberText.Count(i + 1)} of {NumberText.Count(named.Count)}";
        for (var i = 0; Shown(Title(i), isText, all.MoveNext); i++)
        {
            if (all.Current.Error is { } error)
            {
                failed.Add(error);
                continue;
            }
            var (subject, analysis) = (all.Current.Subject!, all.Current.Analysis!);
            if (isText)
            {
                terminal.Out.Write(classified.Count == 0 ? text.Head() : new TextPage());
                terminal.Out.Write(text.Line(i, analysis));
            }
            classified.Add((i, subject, analysis));
        }
        return (classified, failed);
    }

    private static (StudySubject? Subject, Analysis? Analysis, Exception? Error) One(string path, bool triples)
    {
        try
        {
            var subject = StudySubject.Open(path);
            return (subject, Study.Classify(subject, triples), null);
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or DirectoryNotFoundException
            or InsufficientMemoryException)
        {
            return (null, null, error);
        }
    }

    // A pipe gets the lines alone.
    private T Shown<T>(string title, bool isText, Func<T> work) =>
        terminal.Messages(!isText) is { IsTerminal: true } screen ? WorkDisplay.Run(screen, title, work) : work();

    private static JsonObject Document(StudySubject subject, Analysis analysis)
    {
        var whole = JsonNode.Parse(AnalysisJson.Write(analysis))!.AsObject();
        var document = new JsonObject { ["path"] = PathText.Of(subject.Path), ["reading"] = subject.Checkpoint.Reading };
        foreach (var key in new[] { "operation", "architecture", "loss", "accuracy", "circuits", "groups", "notes" })
        {
            document[key] = whole[key]?.DeepClone();
        }
        return document;
    }
}

/// <summary>Verdicts as a table, a line a network, and the numbers behind each.</summary>
internal sealed class ClassifyText
{
    private static readonly string[] Header = ["checkpoint", ">accuracy", ">symm.", ">dist.", ">circ.", "verdict"];
    private const int NumberWidth = 8;

    private readonly List<string> names;
    private readonly int width;

    /// <summary>A table of some paths.</summary>
    /// <param name="paths">All paths that will be asked for, so that the lines come in one width.</param>
    /// <param name="width">Characters a line.</param>
    public ClassifyText(IReadOnlyList<string> paths, int width)
    {
        names = Names(paths);
        this.width = width;
    }

    /// <summary>The name of a path, by its place.</summary>
    public string Name(int index) => names[index];

    /// <summary>The titles of the columns.</summary>
    public TextPage Head() => Lines([], withHeader: true);

    /// <summary>The line of a network.</summary>
    public TextPage Line(int index, Analysis analysis) => Lines(Row(names[index], analysis), withHeader: false);

    /// <summary>What the columns are, then each verdict in a sentence; with its numbers where they are asked for.</summary>
    public TextPage Evidence(IEnumerable<(int Index, StudySubject Subject, Analysis Analysis)> classified, bool numbers)
    {
        var page = new TextPage(width).Line().Paragraph(
            "accuracy over all pairs; symm. gradient symmetricity; dist. distance irrelevance of the right logit; circ. "
                + "circularity of the embedding.", TextStyle.Quiet);
        foreach (var (index, subject, analysis) in classified)
        {
            page.Line().Heading(names[index]);
            if (numbers)
            {
                page.Paragraph(subject.Checkpoint.Reading, TextStyle.Quiet);
            }
            page.Paragraph(VerdictText.Sentence(analysis)
                ?? $"No verdict: {analysis.Notes.GetValueOrDefault("circuits", "no evidence")}.");
            if (numbers)
            {
                EvidenceText.AddTo(page, analysis);
            }
        }
        return page;
    }

    // A table of one line and no table of all: the lines come one by one, and their columns stand below one another.
    private TextPage Lines(IReadOnlyList<string> cells, bool withHeader)
    {
        var widths = new[] { names.Select(name => name.Length).Append(Header[0].Length)
            .Max(), NumberWidth, NumberWidth - 2, NumberWidth - 2, NumberWidth - 2, 0 };
        var titles = Header.Select(title => title.TrimStart('>')).ToArray();
        var text = string.Join("  ", (withHeader ? titles : cells).Select((cell, column) =>
            Header[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])));
        return new TextPage(width).Line("  " + text.TrimEnd(), withHeader ? TextStyle.Quiet : TextStyle.Normal);
    }

    private static string[] Row(string name, Analysis analysis)
    {
        var circuits = analysis.Circuits;
        var published = PublishedNetwork.Of(analysis);
        return
        [
            name, NumberText.Percent(analysis.Accuracy.All), Value(circuits?.GradientSymmetricity?.Value),
            Value(circuits?.DistanceIrrelevance?.Correct), Value(circuits?.Circularity),
            (VerdictWord.Of(analysis) ?? "-") + (circuits is not null && published?.Differs(circuits.Verdict) == true
                ? $" ({published.Name}: {published.Said.ToString()!.ToLowerInvariant()})" : ""),
        ];
    }

    private static string Value(double? value) => value?.ToString("F3", System.Globalization.CultureInfo.InvariantCulture) ?? "-";

    // As many of the last parts of each path as tell it from the others.
    internal static List<string> Names(IReadOnlyList<string> paths)
    {
        var parts = paths.Select(path =>
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)).Split(Path.DirectorySeparatorChar)).ToList();
        string Tail(int i, int count) => string.Join(Path.DirectorySeparatorChar, parts[i][^Math.Min(count, parts[i].Length)..]);
        bool IsClear(int i, int count) =>
            Enumerable.Range(0, parts.Count).All(other => paths[other] == paths[i] || Tail(other, count) != Tail(i, count));
        return [.. parts.Select((own, i) =>
            Tail(i, Enumerable.Range(1, own.Length).FirstOrDefault(count => IsClear(i, count), own.Length)))];
    }
}
