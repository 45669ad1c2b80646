using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>A checkpoint to be explained.</summary>
/// <param name="Path">What the user named: a run's folder, or a file.</param>
/// <param name="Checkpoint">The checkpoint; of a run, the last.</param>
/// <param name="Split">Which pairs it was trained on; null when not known.</param>
/// <param name="Source">The file.</param>
/// <param name="Run">The run, when a folder was named.</param>
internal sealed record StudySubject(string Path, LoadedCheckpoint Checkpoint, Split? Split, AnalysisSource Source, Run? Run)
{
    /// <summary>Opens a run's folder or a checkpoint file.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="splitFile">A file that names the pairs it was trained on; null for what the checkpoint says.</param>
    /// <param name="architecture">Id of an architecture to read a file as; null takes what fits.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder holds no run.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no checkpoint.</exception>
    public static StudySubject Open(string path, string? splitFile = null, string? architecture = null)
    {
        var run = Directory.Exists(path) ? Training.Run.Open(path) : null;
        var file = run is null ? path : LastCheckpoint(run);
        var checkpoint = CheckpointReader.Open(file, architecture);
        var split = splitFile is null ? checkpoint.Split : Split.Read(splitFile, checkpoint.Operation);
        return new StudySubject(path, checkpoint, split, AnalysisSource.OfFile(PathText.Of(file), checkpoint.Step), run);
    }

    private static string LastCheckpoint(Run run) => run.Steps is [.., var last]
        ? run.Paths.Checkpoint(last)
        : throw new InvalidDataException($"{PathText.Of(run.Paths.Folder)}: expected at least one checkpoint, found none; train the run first.");
}
