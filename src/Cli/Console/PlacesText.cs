using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Where things are: one line each, in the same columns whichever command says it.</summary>
internal static class PlacesText
{
    private const int NameWidth = 11;

    /// <summary>What training wrote.</summary>
    public static TextPage OfTraining(string folder, int width)
    {
        var paths = new RunPaths(folder);
        var page = new TextPage(width).Line();
        Add(page, "metrics", paths.Metrics);
        Add(page, "checkpoints", paths.Checkpoints, NumberText.Count(paths.CheckpointSteps().Count));
        return page;
    }

    /// <summary>Files, each under its own name; nothing when there are none.</summary>
    public static TextPage OfFiles(IReadOnlyList<string> files, int width)
    {
        var page = new TextPage(width);
        if (files.Count > 0)
        {
            page.Line();
        }
        foreach (var file in files)
        {
            Add(page, Path.GetFileNameWithoutExtension(file), file);
        }
        return page;
    }

    /// <summary>Adds one place.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What is there.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="remark">How much is there; null for one file.</param>
    public static TextPage Add(TextPage page, string name, string path, string? remark = null) =>
        page.Pairs((name.PadRight(NameWidth), PathText.Of(path) + (remark is null ? "" : $" ({remark})")));
}
