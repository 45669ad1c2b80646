namespace Grokking.Training;

/// <summary>How a parameter starts: independent draws of one distribution.</summary>
/// <param name="Kind">The distribution.</param>
/// <param name="Scale">Standard deviation of a normal, half-width of a uniform, the value of a constant.</param>
public readonly record struct Initialization(InitializationKind Kind, double Scale)
{
    /// <summary>Normal with mean 0 and the given standard deviation.</summary>
    public static Initialization Normal(double standardDeviation) => new(InitializationKind.Normal, standardDeviation);

    /// <summary>Uniform between −<paramref name="halfWidth"/> and <paramref name="halfWidth"/>.</summary>
    public static Initialization Uniform(double halfWidth) => new(InitializationKind.Uniform, halfWidth);

    /// <summary>Every element the same.</summary>
    public static Initialization Constant(double value) => new(InitializationKind.Constant, value);
}
