namespace Grokking.Interp;

/// <summary>How the neurons of one frequency come by their signal: the second half of a verdict.</summary>
public enum NeuronMechanism
{
    /// <summary>The numbers are between those of the mechanisms.</summary>
    Unclear,

    /// <summary>No cluster of neurons has the frequency.</summary>
    None,

    /// <summary>A function of a + b reaches the neurons, as attention makes it.</summary>
    SecondOrder,

    /// <summary>Only sums of functions of a and of b, with equal phases in all neurons: two dimensions.</summary>
    Disc,

    /// <summary>Only sums of functions of a and of b, with independent phases: four dimensions.</summary>
    Torus,
}
