using Grokking.Training;

namespace Grokking.Interp;

/// <summary>The files of an analysis.</summary>
public static class AnalysisFiles
{
    // A run may be analysed by several processes at once; none writes a file for so long.
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Writes analysis.json, spectra.csv where the operation has frequencies, and timeline.csv where there is one.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <param name="analysis">A checkpoint, explained.</param>
    /// <param name="timeline">The measures of every checkpoint of its run; null for a checkpoint alone.</param>
    /// <param name="parquet">Whether the tables are written as Parquet too; those that are there from earlier always are.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One could not be written; an earlier file of that name is as it was.</exception>
    public static IReadOnlyList<string> Write(string folder, Analysis analysis, Timeline? timeline, bool parquet = false)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        OutputFolder.Make(folder);
        AtomicFile.DeleteLeftovers(Path.Combine(folder, "*"), Abandoned);
        var analysisFile = Path.Combine(folder, "analysis.json");
        AnalysisJson.WriteFile(analysisFile, analysis);
        var files = new List<string> { analysisFile };
        var spectraFile = Path.Combine(folder, "spectra.csv");
        // Of an operation without frequencies there is none, and an earlier one would be of something else.
        if (analysis.Fourier is null)
        {
            File.Delete(spectraFile);
            File.Delete(Path.ChangeExtension(spectraFile, ".parquet"));
        }
        else
        {
            files.AddRange(TableFiles.Write(SpectraTable.Of(analysis), spectraFile, parquet));
        }
        if (timeline is not null)
        {
            files.AddRange(TableFiles.Write(timeline.ToTypedTable(), Path.Combine(folder, "timeline.csv"), parquet));
        }
        return files;
    }
}
