using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The runs that a command line with seeds asks for.</summary>
/// <param name="Name">What to call them: the preset's id, or the name of the config file.</param>
/// <param name="Seeds">The seed of each run.</param>
/// <param name="Runs">The runs, in the order of their seeds.</param>
/// <param name="Folder">The folder that holds a folder for each run.</param>
internal sealed record SweepRequest(string Name, IReadOnlyList<int> Seeds, IReadOnlyList<SweepRun> Runs, string Folder)
{
    private const string SeedSetting = "model.seed=";

    /// <summary>Finds the configs and checks the folders, before anything is written.</summary>
    /// <param name="source">A preset's id, or a config file.</param>
    /// <param name="seeds">The seeds, as <see cref="SeedList"/> takes them.</param>
    /// <param name="settings">Each <c>key=value</c>.</param>
    /// <param name="folder">The folder; null for runs/NAME-seeds.</param>
    /// <param name="options">What to do with runs that are there.</param>
    /// <exception cref="ArgumentException">No such preset or setting, malformed seeds, or a folder that does not fit.</exception>
    /// <exception cref="FileNotFoundException">No such config file.</exception>
    /// <exception cref="InvalidDataException">The config is not valid.</exception>
    public static SweepRequest Find(string source, string seeds, IReadOnlyCollection<string> settings, string? folder, TrainOptions options)
    {
        var list = SeedList.Parse(seeds);
        if (settings.FirstOrDefault(setting => setting.TrimStart().StartsWith(SeedSetting, StringComparison.Ordinal)) is { } seed)
        {
            throw new UsageException($"{SeedList.OptionName} sets model.seed of each run: expected no --set of it, got '{seed}'.");
        }
        if (Directory.Exists(source))
        {
            throw new UsageException($"{SeedList.OptionName}: expected a preset or a config file to train, got the folder {PathText.Of(source)}.");
        }
        var one = RunRequest.Find(source, settings, folder, resume: false);
        var parent = folder ?? RunRequest.DefaultFolder($"{one.Name}-seeds");
        var request = new SweepRequest(one.Name, list, Sweep.OverSeeds(one.Config, list, parent), parent);
        request.ThrowIfUnfit(options);
        return request;
    }

    private void ThrowIfUnfit(TrainOptions options)
    {
        RunLock.ThrowIfHeld(Folder);
        if (new RunPaths(Folder).HoldsRun || File.Exists(Folder))
        {
            throw new UsageException($"{PathText.Of(Folder)}: expected a folder for the runs of all seeds, found a {(File.Exists(Folder) ? "file" : "run")}. Choose another --out.");
        }
        Sweep.Check(Runs, options);
    }
}
