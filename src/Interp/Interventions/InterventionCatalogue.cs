namespace Grokking.Interp;

/// <summary>The interventions of analysis.json. A new one is one file and one line here.</summary>
public static class InterventionCatalogue
{
    /// <summary>All interventions.</summary>
    public static IReadOnlyList<Intervention> All { get; } =
    [
        new PolynomialNeurons(),
        new ProjectedNeurons(ontoNullSpace: false),
        new ProjectedNeurons(ontoNullSpace: true),
        new SkipAblation(useMean: false),
        new SkipAblation(useMean: true),
    ];
}
