namespace Grokking.Interp;

/// <summary>Sum of the squares of all weights, biases and positional embedding included.</summary>
internal sealed class SumSquaredWeightsMeasure() : Measure(
    "sum_squared_weights", "sum of the squares of all weights, 0 or more")
{
    /// <inheritdoc/>
    protected override string? WhyNot(Specimen specimen) => Missing.Model(specimen);

    /// <inheritdoc/>
    protected override double Compute(Specimen specimen) => specimen.Recording.Model!.Weights.SumOfSquares();
}
