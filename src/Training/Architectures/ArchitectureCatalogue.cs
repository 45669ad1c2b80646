namespace Grokking.Training;

/// <summary>The architectures that can be named in a config. A new one is one file and one line here.</summary>
public static class ArchitectureCatalogue
{
    /// <summary>All families.</summary>
    public static IReadOnlyList<ArchitectureFamily> All { get; } =
        [.. TransformerFamily.Variants, .. PairMlpFamily.Variants];

    /// <summary>The family of that id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static ArchitectureFamily Find(string id) =>
        All.FirstOrDefault(family => family.Id == id)
        ?? throw new ArgumentException($"architecture '{id}' is unknown.{Suggest.Among(id, All.Select(family => family.Id))}", nameof(id));
}
