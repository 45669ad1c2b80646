namespace Grokking.Interp;

/// <summary>The files of an analysis.</summary>
public static class AnalysisFiles
{
    /// <summary>Writes analysis.json, spectra.csv and, when there is one, timeline.csv.</summary>
    /// <param name="folder">The folder, which is made.</param>
    /// <param name="analysis">A checkpoint, explained.</param>
    /// <param name="timeline">The measures of every checkpoint of its run; null for a checkpoint alone.</param>
    /// <param name="parquet">Whether the tables are written as Parquet too; those that are there from earlier always are.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">One could not be written; an earlier file of that name is as it was.</exception>
    public static IReadOnlyList<string> Write(string folder, Analysis analysis, Timeline? timeline, bool parquet = false)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "analysis.json");
        AnalysisJson.WriteFile(file, analysis);
        return
        [
            file,
            .. TableFiles.Write(SpectraTable.Of(analysis), Path.Combine(folder, "spectra.csv"), parquet),
            .. timeline is null ? [] : TableFiles.Write(timeline.ToTypedTable(), Path.Combine(folder, "timeline.csv"), parquet),
        ];
    }
}
