namespace Grokking.Training;

/// <summary>
/// One layer of an architecture: plain data that parameter layout, starts, hook points and every engine read.
/// Attention and MLP layers add to the residual stream; a LayerNorm changes only what the next layer reads.
/// </summary>
public abstract record Layer
{
    /// <summary>Width of the vectors that it reads; 0 for the first layer, which reads tokens.</summary>
    public abstract int InWidth { get; }

    /// <summary>Width of the vectors that it passes on.</summary>
    public abstract int OutWidth { get; }

    /// <summary>The weight arrays of this layer, in buffer order.</summary>
    public abstract IEnumerable<ParameterSpec> Parameters { get; }

    /// <summary>The names of the activations that this layer computes and shows, in that order.</summary>
    public abstract IEnumerable<string> HookPoints { get; }
}
