namespace Grokking.Training;

/// <summary>One weight array that a layer owns.</summary>
/// <param name="Name">Its key in checkpoints, as TransformerLens names it, for example <c>blocks.0.attn.W_Q</c>.</param>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Start">What it is drawn from at step 0.</param>
public sealed record ParameterSpec(string Name, Shape Shape, Initialization Start);
