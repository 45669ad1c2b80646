namespace Grokking.Reports.Tests;

public class ValuesTests
{
    [Fact]
    public void CollectionExpression_TakesNumbersOfAnyKind()
    {
        int[] steps = [1, 2];
        float[] losses = [0.5f];
        Values values = [.. steps, .. losses, 3.5];
        Assert.Equal([1, 2, 0.5, 3.5], values.Numbers.ToArray());
        Assert.False(values.AreTexts);
    }

    [Fact]
    public void CollectionExpression_OfTextsNamesCategories()
    {
        Values values = ["k = 1", "k = 2"];
        Assert.True(values.AreTexts);
        Assert.Equal(["k = 1", "k = 2"], values.Select(value => value.Text!));
        Assert.Empty(values.Numbers.ToArray());
    }

    [Fact]
    public void CollectionExpression_WithOneTextTurnsNumbersIntoTexts()
    {
        Values values = [1.5, "other"];
        Assert.Equal("1.5", values[0].Text);
    }

    [Fact]
    public void Conversion_CopiesItsArray()
    {
        double[] source = [1, 2];
        Values values = source;
        source[0] = 9;
        Assert.Equal(1, values[0].Number);
    }

    [Fact]
    public void Equality_ComparesEntries()
    {
        Values left = [1, 2];
        Values right = new double[] { 1, 2 };
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.NotEqual(left, [1, 3]);
        Assert.NotEqual<Values>(["1"], [1]);
    }

    [Fact]
    public void Indices_CountFromZero() => Assert.Equal([0, 1, 2], Values.Indices(3).Numbers.ToArray());
}
