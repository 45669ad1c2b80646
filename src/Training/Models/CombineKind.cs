namespace Grokking.Training;

/// <summary>How the vectors of an example's tokens become one.</summary>
public enum CombineKind
{
    /// <summary>Added up; the order of the tokens is lost.</summary>
    Sum,

    /// <summary>Laid end to end.</summary>
    Concat,
}
