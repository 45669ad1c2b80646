namespace Grokking.Training;

/// <summary>The non-linearity of a hidden layer, applied element by element.</summary>
public enum ActivationKind
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(0, x), with derivative 0 at 0.</summary>
    Relu,

    /// <summary>x·Φ(x) with Φ the normal distribution function: the exact form through erf, not the tanh approximation.</summary>
    Gelu,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>x².</summary>
    Quadratic,
}
