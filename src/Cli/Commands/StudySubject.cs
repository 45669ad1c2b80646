using Grokking.Interp;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>A checkpoint to be explained.</summary>
/// <param name="Path">What the user named: a run's folder, or a file.</param>
/// <param name="Checkpoint">The checkpoint; of a run, the last.</param>
/// <param name="Split">Which pairs it was trained on.</param>
/// <param name="Source">The file.</param>
/// <param name="Run">The run, when a folder was named.</param>
internal sealed record StudySubject(string Path, Checkpoint Checkpoint, Split Split, AnalysisSource Source, Run? Run)
{
    /// <summary>Opens a run's folder or a checkpoint file.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="splitFile">A file that names the pairs it was trained on; null for what its config says.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder holds no run.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no checkpoint.</exception>
    public static StudySubject Open(string path, string? splitFile)
    {
        var run = Directory.Exists(path) ? Training.Run.Open(path) : null;
        var checkpoint = run is null ? Checkpoint.Read(path) : run.Final;
        var file = run is null ? path : run.Paths.Checkpoint(checkpoint.Step);
        var split = splitFile is null ? checkpoint.Config.Split.Resolve(checkpoint.Task.P) : Split.Read(splitFile, checkpoint.Task.P);
        return new StudySubject(path, checkpoint, split, AnalysisSource.OfFile(PathText.Of(file), checkpoint.Step), run);
    }
}
