namespace Grokking.Training;

/// <summary>The distribution that a parameter's start is drawn from.</summary>
public enum InitializationKind
{
    /// <summary>One value for all elements; draws nothing from the generator.</summary>
    Constant,

    /// <summary>Normal with mean 0.</summary>
    Normal,

    /// <summary>Uniform, symmetric about 0.</summary>
    Uniform,
}
