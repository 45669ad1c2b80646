using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The files of an analysis.</summary>
public static class AnalysisFiles
{
    // A run may be analysed by several processes at once; none writes a file for so long.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Writes analysis.json, spectra.csv and, when there is one, timeline.csv.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <param name="analysis">A checkpoint, explained.</param>
    /// <param name="timeline">The measures of every checkpoint of its run; null for a checkpoint alone.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One could not be written; an earlier file of that name is as it was.</exception>
    public static IReadOnlyList<string> Write(string folder, Analysis analysis, Timeline? timeline)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        OutputFolder.Make(folder);
        AtomicFile.DeleteLeftovers(Path.Combine(folder, "*"), Abandoned);
        var analysisFile = Path.Combine(folder, "analysis.json");
        AnalysisJson.WriteFile(analysisFile, analysis);
        var spectraFile = Path.Combine(folder, "spectra.csv");
        SpectraTable.WriteFile(spectraFile, analysis);
        if (timeline is null)
        {
            return [analysisFile, spectraFile];
        }
        var timelineFile = Path.Combine(folder, "timeline.csv");
        timeline.WriteFile(timelineFile);
        return [analysisFile, spectraFile, timelineFile];
    }
}
