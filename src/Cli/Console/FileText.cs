using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What a checkpoint file holds, as text.</summary>
internal static class FileText
{
    private const int LongestValue = 400;
    private const int MostRows = 60;

    /// <summary>The file's tensors and other values, and the run that it is from when it says so.</summary>
    public static TextPage Of(StoredFile file, int width)
    {
        var numbers = file.Tensors.Sum(tensor => (long)tensor.Shape.Count);
        var page = new TextPage(width).Heading(PathText.Of(file.Path)).Pairs(
            ("format", $"{file.Format}, {NumberText.Bytes(new FileInfo(file.Path).Length)}"),
            ("tensors", $"{NumberText.Count(file.Tensors.Count)}, {NumberText.Count(numbers, "number")} in all"));
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
            page.Line().Heading($"From a run, after {run.Step} steps")
                .Pairs(ConfigText.Rows(ConfigJson.Read(run.Config, $"{PathText.Of(file.Path)}, metadata 'config'")));
        }
    }

    private static void AddTensors(TextPage page, IReadOnlyList<StoredTensor> tensors)
    {
        if (tensors.Count == 0)
        {
            return;
        }
        page.Line().Table(["tensor", ">shape", "type", ">numbers"], [.. tensors.Take(MostRows).Select(tensor => new[]
        {
            tensor.Name, tensor.Shape.ToString(), tensor.Type, NumberText.Count(tensor.Shape.Count),
        })]);
        AddRest(page, tensors.Count);
    }

    private static void AddValues(TextPage page, IReadOnlyList<(string Name, string Value)> values)
    {
        if (values.Count == 0)
        {
            return;
        }
        page.Line().Heading("Other values").Pairs([.. values.Take(MostRows).Select(entry => (entry.Name, OnOneLine(entry.Value)))]);
        AddRest(page, values.Count);
    }

    private static void AddRest(TextPage page, int count)
    {
        if (count > MostRows)
        {
            page.Line($"  ... and {NumberText.Count(count - MostRows)} more");
        }
    }

    // Of a long value, such as a config, the start is enough here: the whole of it is in the file.
    private static string OnOneLine(string value)
    {
        var text = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestValue ? text : text[..LongestValue] + " ...";
    }
}
