namespace Grokking.Reports.Tests;

public class GridTests
{
    [Fact]
    public void Conversion_KeepsRowsAndColumns()
    {
        Grid grid = new double[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        Assert.Equal((2, 3), (grid.Rows, grid.Columns));
        Assert.Equal(6, grid[1, 2]);
        Assert.Equal([1, 2, 3, 4, 5, 6], grid.Cells.ToArray());
    }

    [Fact]
    public void Conversion_TurnsNullIntoNaN()
    {
        Grid grid = new double?[,] { { 1, null } };
        Assert.True(double.IsNaN(grid[0, 1]));
    }

    [Fact]
    public void FromFlat_EqualsTheArrayOfItsRows()
    {
        Grid array = new float[,] { { 1, 2 }, { 3, 4 } };
        Assert.Equal(array, Grid.FromFlat(2, 2, [1f, 2f, 3f, 4f]));
    }

    [Fact]
    public void FromFlat_OfWrongLengthSaysBoth()
    {
        var problem = Assert.Throws<ArgumentException>(() => Grid.FromFlat(2, 3, new double[5]));
        Assert.Contains("2 × 3 = 6", problem.Message);
        Assert.Contains("got 5", problem.Message);
    }

    [Fact]
    public void Indexer_BeyondTheColumnsThrows()
    {
        Grid grid = new double[,] { { 1, 2 }, { 3, 4 } };
        Assert.Throws<ArgumentOutOfRangeException>(() => grid[0, 2]);
    }
}
