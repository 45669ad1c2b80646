namespace Grokking.Training;

/// <summary>The configs that come with the library.</summary>
public static class PresetCatalogue
{
    /// <summary>The run of Nanda et al. (2023), from the same initial weights and split.</summary>
    public static Preset Mainline { get; } = new("mainline", "a + b mod 113 as Nanda et al. (2023) trained it; groks at about step 10,000", new RunConfig
    {
        Training = new TrainingConfig { MaxSteps = 20_000 },
    });

    /// <summary>All presets.</summary>
    public static IReadOnlyList<Preset> All { get; } = [Mainline];

    /// <summary>The preset of that id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static Preset Find(string id) =>
        All.FirstOrDefault(preset => preset.Id == id)
        ?? throw new ArgumentException($"preset '{id}' is unknown.{Suggest.Among(id, All.Select(preset => preset.Id))}", nameof(id));
}
