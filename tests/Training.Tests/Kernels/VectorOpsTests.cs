namespace Grokking.Training.Tests;

public sealed class VectorOpsTests
{
    public static TheoryData<int> Sizes() => [.. TestNumbers.AwkwardSizes];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Add_AtAnySize_AddsElementwise(int size)
    {
        var (destination, source) = (TestNumbers.Uniform(size, 1), TestNumbers.Uniform(size, 2));
        var expected = destination.Zip(source, (a, b) => a + b).ToArray();
        VectorOps.Add(destination, source);
        Assert.Equal(expected, destination);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void AddRowBias_AtAnyWidth_AddsToEveryRow(int columns)
    {
        var (rows, bias) = (TestNumbers.Uniform(5 * columns, 3), TestNumbers.Uniform(columns, 4));
        var expected = rows.Select((x, i) => x + bias[i % columns]).ToArray();
        VectorOps.AddRowBias(rows, columns, bias);
        Assert.Equal(expected, rows);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ColumnSums_AtAnyWidth_AddTheRowsToTheSums(int columns)
    {
        foreach (var count in new[] { 0, 1, 31, 32, 33, 131 })
        {
            var (rows, sums) = (TestNumbers.Uniform(count * columns, 5), TestNumbers.Uniform(columns, 6));
            double Column(int j) => Enumerable.Range(0, count).Sum(i => (double)rows[i * columns + j]);
            var expected = sums.Select((sum, j) => sum + Column(j)).ToArray();
            VectorOps.ColumnSums(rows, columns, sums);
            for (var j = 0; j < columns; j++)
            {
                // At most 131 terms of size 1 or less, in groups.
                Assert.Equal(expected[j], sums[j], 2e-5);
            }
        }
    }

    [Fact]
    public void ColumnSums_OfAColumn_DoNotDependOnItsPlace()
    {
        const int columns = 37, count = 100;
        var column = TestNumbers.Uniform(count, 7);
        var sums = new float[columns];
        VectorOps.ColumnSums(column.SelectMany(x => Enumerable.Repeat(x, columns)).ToArray(), columns, sums);
        Assert.All(sums, sum => Assert.Equal(sums[0], sum));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void SumOfSquares_AtAnySize_AgreesWithDoublePrecision(int size)
    {
        var values = TestNumbers.Uniform(size, 8, scale: 10);
        var expected = values.Sum(x => (double)x * x);
        Assert.Equal(expected, VectorOps.SumOfSquares(values), 1e-13 * expected);
    }

    [Fact]
    public void SumOfSquares_OfNothing_IsZero() => Assert.Equal(0, VectorOps.SumOfSquares([]));
}
