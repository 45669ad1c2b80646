namespace Grokking.Reports.Tests;

public class StripLabelTests
{
    private static readonly IReadOnlyList<Region> Phases =
    [
        new(0, 1400, "memorization"), new(1400, 9400, "circuit formation"), new(9400, 14000, "cleanup"),
        new(14000, double.PositiveInfinity, "stable"),
    ];

    [Theory]
    [InlineData(120, false)]
    [InlineData(250, false)]
    [InlineData(700, false)]
    [InlineData(700, true)]
    [InlineData(1100, false)]
    public void Place_NeverLaysOneLabelOverAnother(double width, bool isLog)
    {
        var panel = Sample.Panel() with { X = isLog ? Axis.Log("step") : Axis.Linear("step"), Regions = Phases };
        var range = new NumberRange(isLog ? 1 : 0, 18000);
        var labels = StripLabel.Place(panel, range, width, LayoutTarget.Page);
        Assert.Equal(4, labels.Count);
        foreach (var row in labels.GroupBy(label => label.Row))
        {
            var spans = row.Select(label => Span(label, panel, range, width)).OrderBy(span => span.Left).ToList();
            Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.Right < pair.Second.Left));
        }
    }

    [Fact]
    public void Place_KeepsLabelsOverThePanel()
    {
        var panel = Sample.Panel() with { Regions = Phases };
        var range = new NumberRange(0, 18000);
        Assert.All(StripLabel.Place(panel, range, 700, LayoutTarget.Page), label =>
        {
            var (left, right) = Span(label, panel, range, 700);
            Assert.InRange(left, -0.1, 700);
            Assert.InRange(right, 0, 700.1);
        });
    }

    [Fact]
    public void Place_LeavesOutARegionThatTheAxisDoesNotShow()
    {
        var panel = Sample.Panel() with { Regions = Phases };
        Assert.Equal(["memorization", "circuit formation"],
            StripLabel.Place(panel, new NumberRange(0, 5000), 700, LayoutTarget.Page).Select(label => label.Text));
    }

    private static (double Left, double Right) Span(StripLabel label, Panel panel, NumberRange range, double width)
    {
        var centre = range.Fraction(label.X, panel.X.Scale) * width + label.Shift;
        var half = TextLayout.Estimate(label.Text, Theme.SmallFontSize) / 2;
        return (centre - half, centre + half);
    }
}
