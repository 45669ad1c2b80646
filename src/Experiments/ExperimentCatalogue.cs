using Grokking.Training;

namespace Grokking.Experiments;

/// <summary>The experiments that can be named on the command line. A new one is one file and one line here.</summary>
public static class ExperimentCatalogue
{
    /// <summary>All experiments.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new DataFraction(), new Progress(), new Interventions(), new PizzaToClock(), new Embeddings(), new DoubleDescent(),
        new EarlySigns(), new Forks(), new Corruption(), new Accelerate(), new Population(),
    ];

    /// <summary>The experiment of an id.</summary>
    /// <exception cref="ArgumentException">The id is unknown.</exception>
    public static Experiment Find(string id) => All.FirstOrDefault(experiment => experiment.Id == id)
        ?? throw new ArgumentException(
            $"experiment '{id}' is unknown.{Suggest.Among(id, All.Select(known => known.Id))}", nameof(id));
}
