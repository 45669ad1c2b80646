namespace Grokking.Training;

/// <summary>What all layers of one network share.</summary>
internal sealed class CpuContext(Architecture architecture, ThreadTeam team, MatrixProduct product)
{
    /// <summary>The list of layers.</summary>
    public Architecture Architecture => architecture;

    /// <summary>The threads.</summary>
    public ThreadTeam Team => team;

    /// <summary>Matrix products on those threads.</summary>
    public MatrixProduct Product => product;

    /// <summary>The flat weight buffer of the current pass.</summary>
    public float[] Weights { get; set; } = [];

    /// <summary>The flat gradient buffer, added to by backward passes.</summary>
    public float[] Gradients { get; set; } = [];

    /// <summary>What the current pass computes.</summary>
    public ForwardPlan Plan { get; set; } = new();

    /// <summary>Whether a backward pass follows, so that layers make room for gradients.</summary>
    public bool WithGradients { get; set; }

    /// <summary>Shown activations as they are computed; null when nobody looks.</summary>
    public HookSet? Hooks { get; set; }

    /// <summary>The values of one parameter.</summary>
    public ReadOnlySpan<float> Weight(Parameter parameter) => Weights.AsSpan(parameter.Offset, parameter.Count);

    /// <summary>The gradient of one parameter.</summary>
    public Span<float> Gradient(Parameter parameter) => Gradients.AsSpan(parameter.Offset, parameter.Count);

    /// <summary>A parameter of the architecture.</summary>
    public Parameter Parameter(string name) => architecture.Parameters[name];
}
