using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Checks a run's folder before anything is written, so that a wrong command line costs nothing.</summary>
internal static class RunFolderCheck
{
    /// <summary>Throws unless training may begin, or go on, in a folder.</summary>
    /// <exception cref="UsageException">The folder holds a run, or none to resume, or other files.</exception>
    public static void ThrowIfUnfit(RunRequest request, bool resume, bool force)
    {
        var paths = new RunPaths(request.Folder);
        var shown = PathText.Of(paths.Folder);
        if (resume)
        {
            ThrowIfNothingToResume(request, paths, shown);
        }
        else if (paths.HoldsRun && !force)
        {
            throw new UsageException(
                $"{shown}: already holds a run. --resume goes on with it, --force deletes it and starts anew, another --out leaves it alone.");
        }
        else if (paths.HoldsOtherFiles)
        {
            throw new UsageException($"{shown}: expected a new or an empty folder, found other files. Choose another --out.");
        }
    }

    private static void ThrowIfNothingToResume(RunRequest request, RunPaths paths, string shown)
    {
        if (!paths.HoldsRun)
        {
            throw new UsageException($"{shown}: expected a run to resume, found none. Leave --resume out to start one.");
        }
        var reached = RunProgress.Of(Run.Open(paths.Folder)).Step;
        if (request.Config.Training.MaxSteps < reached)
        {
            throw new UsageException(
                $"training.max_steps: expected at least {reached}, where the run in {shown} stands, got {request.Config.Training.MaxSteps}.");
        }
    }
}
