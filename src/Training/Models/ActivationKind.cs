namespace Grokking.Training;

/// <summary>The pointwise function between the two linear maps of an MLP. Each is defined for every real number.</summary>
public enum ActivationKind
{
    /// <summary>x: no nonlinearity at all, so that the layer is linear.</summary>
    Identity,

    /// <summary>max(x, 0); its derivative at 0 is taken as 0.</summary>
    Relu,

    /// <summary>
    /// x·Φ(x) with Φ the distribution function of the standard normal (Hendrycks and Gimpel 2016); exact, not the
    /// approximation through tanh.
    /// </summary>
    Gelu,

    /// <summary>The hyperbolic tangent, between −1 and 1.</summary>
    Tanh,

    /// <summary>x², for which modular addition has networks that can be written down (Gromov 2023).</summary>
    Quadratic,
}
