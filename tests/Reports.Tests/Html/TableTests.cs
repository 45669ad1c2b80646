namespace Grokking.Reports.Tests;

public sealed class TableTests
{
    [Fact]
    public void Of_Objects_HasAColumnForEachProperty()
    {
        var table = Table.Of(
            "caption",
            [new { Name = "a", FveClock = (double?)0.98765, Count = 1200, W_E = 1f, Ks = new[] { 5, 20 },
                Kind = Grokking.Interp.FrequencyKind.Clock }]);

        Assert.Equal(["name", "fve clock", "count", "W_E", "ks", "kind"], table.Columns.Select(column => column.Heading));
        Assert.Equal([false, true, true, true, false, false], table.Columns.Select(column => column.IsNumeric));
        Assert.Equal(["a", "0.988", "1200", "1", "5 and 20", "clock"], table.Rows.Single());
    }

    [Fact]
    public void Of_AbsentValues_ShowsADash() =>
        Assert.Equal(["–"], Table.Of("caption", [new { X = (double?)null }]).Rows.Single());
}
