using System.CommandLine;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Shows what a checkpoint or a run's folder holds.</summary>
internal sealed class InspectCommand : ToolCommand
{
    /// <summary>The command over a terminal.</summary>
    public InspectCommand(Terminal terminal)
        : base("inspect", "Show what a checkpoint file or a run's folder holds.")
    {
        var path = new Argument<string>(
            "path") { HelpName = "FILE|RUN",
            Description =
                "A .safetensors, .pt or .pth file of any origin, or the folder of a run." }.With(Complete.CheckpointFiles);
        Add(path);
        Examples =
        [
            ("inspect runs/mainline", "The run's config, how far it came, and what has been made of it."),
            ("inspect runs/mainline/checkpoints/step-000250.safetensors",
                "Names, shapes and number types of its tensors, and its metadata."),
            ("inspect model.pt", "A file from PyTorch's torch.save; nothing that it contains is run."),
        ];
        SetAction(parsed => terminal.Out.Write(Page(parsed.GetRequiredValue(path), terminal.Out.Width)));
    }

    private static TextPage Page(string path, int width) =>
        Directory.Exists(path) ? RunText.Of(Run.Open(path), width) : FileText.Of(StoredFile.Read(path), width);
}

/// <summary>What a checkpoint file of any format holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="Tensors">Its tensors, in the file's order.</param>
/// <param name="Numbers">Number of elements of all tensors.</param>
/// <param name="Values">Whatever else it holds, by name or place.</param>
/// <param name="Run">The run it is from, when it says so: config, and number of updates.</param>
internal sealed record StoredFile(
    string Path, string Format, Listing<StoredTensor> Tensors, long Numbers, Listing<(string Name, string Value)> Values,
    (RunConfig Config, int Step)? Run)
{
    private static readonly string[] TorchExtensions = [".pt", ".pth"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged or of another format.</exception>
    public static StoredFile Read(string path) =>
        TorchExtensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            ? ReadTorch(path) : ReadSafetensors(path);

    private static StoredFile ReadSafetensors(string path)
    {
        var content = Safetensors.Read(path);
        var types = Safetensors.ReadTypes(path);
        var (tensors, values) = (new Listing<StoredTensor>(), new Listing<(string, string)>());
        foreach (var (name, tensor) in content.Tensors)
        {
            tensors.Add(() => new StoredTensor(name, tensor.Shape, types[name]));
        }
        foreach (var (name, value) in content.Metadata)
        {
            values.Add(() => (name, value));
        }
        var run = Checkpoint.IsOurs(content) ? Checkpoint.ReadMetadata(PathText.Of(path), content) : default((RunConfig, int)?);
        return new StoredFile(
            path, "safetensors", tensors, content.Tensors.Values.Sum(tensor => (long)tensor.Count), values, run);
    }

    private static StoredFile ReadTorch(string path)
    {
        var tree = new TorchListing(TorchFile.Read(path));
        return new StoredFile(path, "torch.save", tree.Tensors, tree.Numbers, tree.Values, null);
    }
}

/// <summary>A tensor as a file stores it.</summary>
/// <param name="Name">Its name, or its place in the file.</param>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Type">Its number type in the words of the file's format.</param>
internal sealed record StoredTensor(string Name, Shape Shape, string Type);

/// <summary>What a checkpoint file holds, as text.</summary>
internal static class FileText
{
    private const int LongestValue = 400;

    /// <summary>The file's tensors and other values, and the run that it is from when it says so.</summary>
    public static TextPage Of(StoredFile file, int width)
    {
        var page = new TextPage(width).Heading(PathText.Of(file.Path)).Pairs(
            ("format", $"{file.Format}, {NumberText.Bytes(new FileInfo(file.Path).Length)}"),
            ("tensors", $"{NumberText.Count(file.Tensors.Count)}, {NumberText.Count(file.Numbers, "number")} in all"));
        AddRun(page, file);
        AddTensors(page, file.Tensors);
        AddValues(page, file.Values);
        return page;
    }

    // The config is read from the metadata alone, so that a file whose tensors do not fit it can be looked at too.
    private static void AddRun(TextPage page, StoredFile file)
    {
        if (file.Run is { } run)
        {
            page.Line().Heading($"From a run, after {run.Step} steps").Pairs(ConfigText.Rows(run.Config));
        }
    }

    private static void AddTensors(TextPage page, Listing<StoredTensor> tensors)
    {
        if (tensors.Count == 0)
        {
            return;
        }
        page.Line().Table(["tensor", ">shape", "type", ">numbers"], [.. tensors.Rows.Select(tensor => new[]
        {
            ForeignText.Show(tensor.Name), tensor.Shape.ToString(), tensor.Type, NumberText.Count(tensor.Shape.Count),
        })]);
        AddRest(page, tensors.More);
    }

    private static void AddValues(TextPage page, Listing<(string Name, string Value)> values)
    {
        if (values.Count == 0)
        {
            return;
        }
        page.Line().Heading("Other values")
            .Pairs([.. values.Rows.Select(entry => (ForeignText.Show(entry.Name), OnOneLine(entry.Value)))]);
        AddRest(page, values.More);
    }

    private static void AddRest(TextPage page, int more)
    {
        if (more > 0)
        {
            page.Line($"  ... and {NumberText.Count(more)} more");
        }
    }

    // Of a long value, such as a config, the start is enough here: the whole of it is in the file.
    private static string OnOneLine(string value)
    {
        var start = value[..Math.Min(value.Length, 4 * LongestValue)];
        var text = string.Join(' ', start.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestValue && start.Length == value.Length
            ? text : text[..Math.Min(text.Length, LongestValue)] + " ...";
    }
}

/// <summary>A run's folder: its config, its state, and what is there of it.</summary>
internal static class RunText
{
    /// <summary>The run.</summary>
    public static TextPage Of(Run run, int width)
    {
        var progress = RunProgress.Of(run);
        return new TextPage(width)
            .Heading(
                $"{PathText.Of(run.Paths.Folder)}: {progress.Status} at step {NumberText.Count(progress.Step)} of "
                    + $"{NumberText.Count(run.Config.Training.MaxSteps)}")
            .Pairs(ConfigText.Rows(run.Config))
            .Line()
            .Pairs([.. Results(run, progress.Summary), ("checkpoints", Checkpoints(run))])
            .Line()
            .Pairs(
                ("analysis", Existing(run.Paths.AnalysisJson)),
                ("timeline", Existing(run.Paths.Timeline)),
                ("report", Existing(run.Paths.Report)));
    }

    private static (string Name, string Value)[] Results(Run run, RunSummary? summary)
    {
        if (summary is not null)
        {
            return
            [
                .. TrainingText.Accuracies(summary),
                ("time",
                    $"{NumberText.Duration(TimeSpan.FromSeconds(summary.WallSeconds))}, "
                        + $"{NumberText.Count(summary.Threads, "thread")}, {summary.Machine.Os}"),
            ];
        }
        return File.Exists(run.Paths.Metrics) && run.Metrics is [.., var row]
            ? TrainingText.Accuracies(row)
            : [];
    }

    private static string Checkpoints(Run run) => run.Steps is [var first, .., var last]
        ? $"{run.Steps.Count}, steps {NumberText.Count(first)} to {NumberText.Count(last)}"
        : NumberText.Count(run.Steps.Count);

    private static string Existing(string path) => File.Exists(path) ? PathText.Of(path) : "not written yet";
}
