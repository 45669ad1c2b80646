using System.Globalization;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>The run that a command line asks for.</summary>
/// <param name="Name">What to call it: the preset's id, or the name of the config file or folder.</param>
/// <param name="Config">The config, settings of the command line included.</param>
/// <param name="Folder">The run's folder.</param>
internal sealed record RunRequest(string Name, RunConfig Config, string Folder)
{
    /// <summary>The folder that runs lie in when none is named.</summary>
    private const string DefaultParent = "runs";

    /// <summary>Finds the config.</summary>
    /// <param name="source">A preset's id, a config file, or the folder of a run to resume or to fork.</param>
    /// <param name="settings">Each <c>key=value</c>.</param>
    /// <param name="folder">The run's folder; null for the folder itself to resume, else runs/NAME.</param>
    /// <param name="resume">Whether a run is to go on.</param>
    /// <param name="fork">The step from which a new run is to begin with the state of a run; null for drawn weights.</param>
    /// <exception cref="ArgumentException">No such preset or setting, or no state of the step to fork.</exception>
    /// <exception cref="UsageException">The source is not what the options ask for.</exception>
    /// <exception cref="FileNotFoundException">No such config file.</exception>
    /// <exception cref="InvalidDataException">The config is not valid.</exception>
    public static RunRequest Find(
        string source, IReadOnlyCollection<string> settings, string? folder, bool resume, int? fork = null)
    {
        var (name, config) = fork is { } step ? Fork(source, step) : Read(source, resume);
        return new RunRequest(name, config, folder ?? (resume && new RunPaths(source).HoldsRun ? source : DefaultFolder(name)))
            .With(settings);
    }

    /// <summary>The request with settings of the config changed, each <c>key=value</c>.</summary>
    /// <exception cref="ArgumentException">No such setting.</exception>
    /// <exception cref="InvalidDataException">A value is not valid.</exception>
    public RunRequest With(IReadOnlyCollection<string>? settings) =>
        settings is { Count: > 0 } ? this with { Config = ConfigJson.With(Config, settings) } : this;

    /// <summary>The folder of a run of that name when none is given.</summary>
    public static string DefaultFolder(string name) => Path.Combine(DefaultParent, name);

    private static (string Name, RunConfig Config) Fork(string source, int step) => new RunPaths(source).HoldsRun
        ? (string.Create(CultureInfo.InvariantCulture, $"{PathText.Name(source)}-fork-{step}"),
            Run.Open(source).Config with { Fork = ForkSource.Of(source, step) })
        : throw new UsageException($"--fork: expected the folder of a run, got {PathText.Of(source)}.");

    private static (string Name, RunConfig Config) Read(string source, bool resume)
    {
        if (PresetCatalogue.All.FirstOrDefault(preset => preset.Id == source) is { } known)
        {
            return (known.Id, known.Config);
        }
        if (Directory.Exists(source))
        {
            return resume
                ? (PathText.Name(source), Run.Open(source).Config)
                : throw new UsageException(
                    $"{PathText.Of(source)} is a folder: expected a preset or a config file. To go on with the run in it, add "
                        + "--resume; to begin another with its state, add --fork STEP.");
        }
        if (File.Exists(source) || LooksLikeFile(source))
        {
            return (Path.GetFileNameWithoutExtension(source), ConfigJson.ReadFile(source).WithResolvedTable());
        }
        return (source, PresetCatalogue.Find(source).Config);
    }

    private static bool LooksLikeFile(string source) =>
        source.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || source.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar);
}
