namespace Grokking.Training;

/// <summary>A weight array with its place in the flat buffer.</summary>
/// <param name="Spec">Name, shape and start.</param>
/// <param name="Offset">Index of its first element in the buffer; the elements follow row-major.</param>
public sealed record Parameter(ParameterSpec Spec, int Offset)
{
    /// <summary>Its key in checkpoints.</summary>
    public string Name => Spec.Name;

    /// <summary>Its axes, outermost first.</summary>
    public Shape Shape => Spec.Shape;

    /// <summary>Number of elements.</summary>
    public int Count => Spec.Shape.Count;
}
