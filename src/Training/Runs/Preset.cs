namespace Grokking.Training;

/// <summary>A config with a name.</summary>
/// <param name="Id">Its name on the command line; never changes once released.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Config">The config.</param>
public sealed record Preset(string Id, string Description, RunConfig Config);
