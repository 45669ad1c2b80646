namespace Grokking.Interp;

/// <summary>One two-dimensional Fourier component of the logits.</summary>
/// <param name="First">Component in a, in the order of <see cref="FourierBasis.Rows"/>.</param>
/// <param name="Second">Component in b.</param>
/// <param name="Share">Share of the energy of all components but the constant, 0 to 1.</param>
public sealed record LogitComponent(int First, int Second, double Share);
