namespace Grokking.Training;

/// <summary>The engines that can be named. A new one is one class and one line here.</summary>
public static class EngineCatalogue
{
    /// <summary>Id and constructor of each engine.</summary>
    public static IReadOnlyDictionary<string, Func<Weights, Architecture, EngineOptions, IEngine>> All { get; } =
        new Dictionary<string, Func<Weights, Architecture, EngineOptions, IEngine>>
        {
            [CpuEngine.EngineId] = (start, architecture, options) => new CpuEngine(architecture, start, options),
            [FusedEngine.EngineId] = (start, architecture, options) => new FusedEngine(architecture, start, options),
        };

    /// <summary>What stands for the fastest engine that takes the network; see <see cref="Resolve"/>.</summary>
    public const string Automatic = "auto";

    /// <summary>Everything that can be asked for: the engines, and <see cref="Automatic"/>.</summary>
    public static IEnumerable<string> Choices => All.Keys.Prepend(Automatic);

    /// <summary>The engine that an id stands for: <see cref="Automatic"/> is <c>fused</c> where it applies, else <c>cpu</c>.</summary>
    /// <param name="id">One of <see cref="Choices"/>.</param>
    /// <param name="architecture">The network.</param>
    /// <returns>An id of <see cref="All"/>.</returns>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static string Resolve(string id, Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(id);
        Require.That(Choices.Contains(id), $"engine '{id}' is unknown.{Suggest.Among(id, Choices)}", nameof(id));
        return id != Automatic ? id : FusedEngine.Supports(architecture) ? FusedEngine.EngineId : CpuEngine.EngineId;
    }

    /// <summary>Makes an engine.</summary>
    /// <param name="id">An id of <see cref="All"/>.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="start">Its weights at the start, copied.</param>
    /// <param name="options">Optimizer and threads.</param>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static IEngine Create(string id, Architecture architecture, Weights start, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(id);
        Require.That(All.ContainsKey(id), $"engine '{id}' is unknown.{Suggest.Among(id, All.Keys)}", nameof(id));
        return All[id](start, architecture, options);
    }
}
