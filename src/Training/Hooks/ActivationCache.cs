namespace Grokking.Training;

/// <summary>Copies of activations of one forward pass, by hook name, and the logits.</summary>
public sealed class ActivationCache
{
    private readonly Dictionary<string, Tensor> activations;

    internal ActivationCache(Dictionary<string, Tensor> activations, Tensor logits)
    {
        this.activations = activations;
        Logits = logits;
    }

    /// <summary>Logits at the last position, [batch, d_vocab_out].</summary>
    public Tensor Logits { get; }

    /// <summary>Names of the activations that were kept, in the order in which they were computed.</summary>
    public IReadOnlyCollection<string> Names => activations.Keys;

    /// <summary>The activation of that name; its shape is the hook point's.</summary>
    /// <exception cref="ArgumentException">It was not kept.</exception>
    public Tensor this[string name] =>
        activations.TryGetValue(name, out var found)
            ? found
            : throw new ArgumentException($"activation '{name}' is not in the cache.{Suggest.Among(name, activations.Keys)}", nameof(name));
}
