namespace Grokking.Reports.Tests;

public class FigureGeometryTests
{
    [Fact]
    public void Picture_OfAPlainFigureIs800By500()
    {
        var geometry = Geometry(Sample.Figure(Sample.Line("a"), Sample.Line("b")), Picture);
        Assert.Equal((800, 500), (geometry.Width, geometry.Height));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Panels_LieInsideTheMarginsAndApart(int count)
    {
        foreach (var target in new[] { LayoutTarget.Page, LayoutTarget.Phone, Picture })
        {
            var panels = Enumerable.Range(0, count).Select(i => Sample.Panel(Sample.Line()) with { Title = $"panel {i}" });
            var geometry = Geometry(Sample.Figure([.. panels]), target);
            Assert.All(geometry.Boxes, box =>
            {
                Assert.InRange(box.Left, 0, geometry.InnerWidth);
                Assert.InRange(box.Left + box.Width, 0, geometry.InnerWidth + 0.01);
                Assert.InRange(box.Top + box.Height, 0, geometry.InnerHeight + 0.01);
                Assert.True(box.Width > 50 && box.Height > 50, $"{count} panels: a panel of {box.Width} x {box.Height}");
            });
            Assert.All(geometry.Boxes.SelectMany((box, i) => geometry.Boxes.Skip(i + 1).Select(other => (box, other))), pair =>
                Assert.False(Overlap(pair.box, pair.other)));
        }
    }

    [Fact]
    public void Panels_OfEqualAspectAreSquare()
    {
        var panel = Sample.Panel(Sample.Line()) with { HasEqualAspect = true };
        foreach (var target in new[] { LayoutTarget.Page, LayoutTarget.Phone, Picture })
        {
            Assert.All(Geometry(Sample.Figure(panel, panel, panel), target).Boxes,
                box => Assert.Equal(box.Width, box.Height, tolerance: 1));
        }
    }

    [Fact]
    public void SharedAxes_AreLabelledAtTheLeftAndTheBottomOnly()
    {
        var figure = Sample.Figure([.. Enumerable.Range(0, 5).Select(_ => Sample.Panel(Sample.Line()))])
            with { Sharing = AxisSharing.Both, Columns = 3 };
        var boxes = Geometry(figure, LayoutTarget.Page).Boxes;
        Assert.Equal([true, false, false, true, false], boxes.Select(box => box.LabelsY));
        Assert.Equal([false, false, true, true, true], boxes.Select(box => box.LabelsX));
    }

    [Fact]
    public void Phone_ShowsFewPanelsInOneColumn()
    {
        var figure = Sample.Figure([.. Enumerable.Range(0, 4).Select(_ => Sample.Panel(Sample.Line()))]);
        Assert.Single(Geometry(figure, LayoutTarget.Phone).Boxes.Select(box => box.Left).Distinct());
    }

    [Fact]
    public void Legend_OfManyNamesStandsAtTheRight()
    {
        var few = Geometry(Sample.Figure([.. Enumerable.Range(0, 3).Select(i => Sample.Line($"k = {i}"))]), LayoutTarget.Page);
        var many = Geometry(Sample.Figure([.. Enumerable.Range(0, 14).Select(i => Sample.Line($"k = {i}"))]), LayoutTarget.Page);
        Assert.False(few.HasLegendAtRight);
        Assert.True(many.HasLegendAtRight);
        Assert.True(many.Right > few.Right + 60);
    }

    private static LayoutTarget Picture => new PictureOptions().Target;

    private static FigureGeometry Geometry(Figure figure, LayoutTarget target) => new(figure, target, new FigurePalette(figure));

    private static bool Overlap(PanelBox a, PanelBox b) =>
        a.Left < b.Left + b.Width && b.Left < a.Left + a.Width && a.Top < b.Top + b.Height && b.Top < a.Top + a.Height;
}
