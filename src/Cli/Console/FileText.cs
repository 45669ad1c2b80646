using Grokking.Training;

namespace Grokking.Cli;

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
        page.Line().Heading("Other values").Pairs([.. values.Rows.Select(entry => (ForeignText.Show(entry.Name), OnOneLine(entry.Value)))]);
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
        return text.Length <= LongestValue && start.Length == value.Length ? text : text[..Math.Min(text.Length, LongestValue)] + " ...";
    }
}
