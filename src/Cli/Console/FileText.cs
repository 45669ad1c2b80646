using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What a checkpoint file holds.</summary>
internal static class FileText
{
    private const string ConfigKey = "config";
    private const string StepKey = "step";
    private const int LongestMetadata = 400;

    /// <summary>The tensors and metadata of a file, and the run that it is from when it says so.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What was read from it.</param>
    /// <param name="types">Number type of each tensor in the file.</param>
    /// <param name="width">Characters a line.</param>
    public static TextPage Of(string path, NamedTensors content, IReadOnlyDictionary<string, string> types, int width)
    {
        var page = new TextPage(width).Heading(PathText.Of(path)).Pairs(
            ("size", NumberText.Bytes(new FileInfo(path).Length)),
            ("tensors", $"{NumberText.Count(content.Tensors.Count)}, {NumberText.Count(content.Tensors.Values.Sum(tensor => (long)tensor.Count), "number")}"));
        if (Checkpoint.IsOurs(content))
        {
            AddRun(page, path, content);
        }
        page.Line().Table(["tensor", ">shape", "type", ">numbers"], [.. content.Tensors.Select(tensor => new[]
        {
            tensor.Key, tensor.Value.Shape.ToString(), types[tensor.Key], NumberText.Count(tensor.Value.Count),
        })]);
        return content.Metadata.Count == 0 ? page : AddMetadata(page.Line().Heading("Metadata"), content);
    }

    // The config is read from the metadata alone, so that a file whose tensors do not fit it can be looked at too.
    private static void AddRun(TextPage page, string path, NamedTensors content) => page
        .Line()
        .Heading($"From a run, after {content.Metadata[StepKey]} steps")
        .Pairs(ConfigText.Rows(ConfigJson.Read(content.Metadata[ConfigKey], $"{PathText.Of(path)}, metadata '{ConfigKey}'")));

    // A value of many lines, such as a config, is shown from its start: the whole of it is in the file.
    private static TextPage AddMetadata(TextPage page, NamedTensors content) => page.Pairs([.. content.Metadata.Select(entry =>
    {
        var text = string.Join(' ', entry.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return (entry.Key, text.Length <= LongestMetadata ? text : text[..LongestMetadata] + " ...");
    })]);
}
