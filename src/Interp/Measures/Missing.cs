using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Why something cannot be computed for a specimen, as a sentence for the notes; null when it can.</summary>
internal static class Missing
{
    private const string NoNeurons = "the model has no neurons";

    /// <summary>Pairs of a set.</summary>
    public static string? Pairs(Specimen specimen, PairSet pairs) => specimen.PairsOf(pairs) switch
    {
        null => "which pairs the model was trained on is not known",
        { Count: 0 } => $"the split has no {pairs.Name()} pairs",
        _ => null,
    };

    /// <summary>Waves over the numbers: what a frequency means.</summary>
    public static string? Waves(Specimen specimen) =>
        specimen.Task is GroupTask ? $"frequencies are defined for numbers modulo p; the task is {specimen.Task.Id}" : null;

    /// <summary>Directions of a + b.</summary>
    public static string? Sums(Specimen specimen) =>
        specimen.Task is ModularAddition ? null : $"defined for answers a + b; the task is {specimen.Task.Id}";

    /// <summary>Neurons.</summary>
    public static string? Neurons(Specimen specimen) => specimen.Recording.NeuronsPost is null ? NoNeurons : null;

    /// <summary>A first layer of neurons that does something.</summary>
    public static string? FirstNeurons(Specimen specimen) =>
        specimen.NeuronModes is not { } modes ? NoNeurons : modes.TotalEnergy == 0 ? "no neuron varies over the pairs" : null;

    /// <summary>Attention.</summary>
    public static string? Attention(Specimen specimen) =>
        Model(specimen) ?? (specimen.FrozenAttention is null ? "the model has no attention" : null);

    /// <summary>Weights.</summary>
    public static string? Model(Specimen specimen) =>
        specimen.Recording.Model is null ? "the logits come without a model's weights" : null;

    /// <summary>The neuron-logit map.</summary>
    public static string? NeuronLogitMap(Specimen specimen) => Model(specimen)
        ?? (specimen.Recording.Model!.Architecture.LastNeurons is null ? NoNeurons : null);

    /// <summary>A path around the last MLP.</summary>
    public static string? Skip(Specimen specimen) =>
        Model(specimen) ?? (specimen.Recording.Model!.Architecture.LastMlp is null ? "no path goes around an MLP" : null);
}
