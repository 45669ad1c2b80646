using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class MatrixTests
{
    [Fact]
    public void Times_EqualsTheSumOfProducts()
    {
        var product = new Matrix(2, 3, [1, 2, 3, 4, 5, 6]).Times(new Matrix(3, 2, [7, 8, 9, 10, 11, 12]));
        Assert.Equal([58, 64, 139, 154], product.Span.ToArray());
    }

    [Fact]
    public void TimesTransposed_EqualsTimesOfTheTranspose()
    {
        var (left, right) = (new Matrix(2, 3, [1, 2, 3, 4, 5, 6]), new Matrix(2, 3, [7, 8, 9, 10, 11, 12]));
        Assert.Equal(left.Times(right.Transpose()).Span.ToArray(), left.TimesTransposed(right).Span.ToArray());
    }

    [Fact]
    public void From_ATensor_FlattensTheInnerAxes()
    {
        var matrix = Matrix.From(new Training.Tensor(new Shape(2, 1, 3), new float[] { 1, 2, 3, 4, 5, 6 }));
        Assert.Equal((2, 3), (matrix.Rows, matrix.Columns));
        Assert.Equal([4, 5, 6], matrix.Row(1).ToArray());
    }

    [Fact]
    public void Top_KeepsTheFirstRowsAndColumns() =>
        Assert.Equal([1, 2, 4, 5], new Matrix(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]).Top(2, 2).Span.ToArray());

    [Fact]
    public void Times_OfUnequalInnerSizes_SaysBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => new Matrix(2, 3).Times(new Matrix(2, 3)));
        Assert.Contains("expected 3 rows, got 2", error.Message, StringComparison.Ordinal);
    }
}
