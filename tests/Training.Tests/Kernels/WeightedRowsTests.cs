using System.Numerics.Tensors;

namespace Grokking.Training.Tests;

public sealed class WeightedRowsTests
{
    // Widths on either side of one and of four vectors; rows apart by more than the width.
    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(7, 7, 3)]
    [InlineData(8, 9, 4)]
    [InlineData(41, 41, 12)]
    [InlineData(120, 128, 31)]
    [InlineData(5, 5, 0)]
    public void Add_GivesTheBitsOfOneTermAtATime(int width, int stride, int rows)
    {
        var random = new Random(width + rows);
        double[] source = [.. Enumerable.Range(0, (rows * stride) + width).Select(_ => random.NextDouble() - 0.5)];
        double[] weights = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() - 0.5)];
        double[] expected = [.. Enumerable.Range(0, width).Select(_ => random.NextDouble())];
        double[] actual = [.. expected];

        for (var row = 0; row < rows; row++)
        {
            TensorPrimitives.MultiplyAdd(source.AsSpan(row * stride, width), weights[row], expected, expected);
        }
        WeightedRows.Add(source, stride, weights, actual);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Add_OfTooFewRows_SaysHowManyValuesItNeeds()
    {
        var error = Assert.Throws<ArgumentException>(() => WeightedRows.Add(new double[11], 4, [1, 2, 3], new double[4]));

        Assert.Contains("expected 3 rows 4 apart, 12 values, got 11.", error.Message, StringComparison.Ordinal);
    }
}
