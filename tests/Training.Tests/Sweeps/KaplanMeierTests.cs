namespace Grokking.Training.Tests;

public sealed class KaplanMeierTests
{
    // Freireich et al. (1963): weeks of remission of 21 patients with 6-MP; a plus, here false, is a patient who left the study.
    private static readonly (int, bool)[] Freireich =
    [
        (6, true), (6, true), (6, true), (6, false), (7, true), (9, false), (10, true), (10, false), (11, false), (13, true),
        (16, true),
        (17, false), (19, false), (20, false), (22, true), (23, true), (25, false), (32, false), (32, false), (34, false),
        (35, false),
    ];

    // The published tables have four digits.
    private const double Rounding = 5.1e-5;

    [Fact]
    public void Points_OfFreireichsData_AreThePublishedOnes()
    {
        var estimate = new KaplanMeier(Freireich);

        (int Step, int AtRisk, double Share, double Lower, double Upper)[] published =
        [
            (6, 21, 0.8571, 0.6197, 0.9516), (7, 17, 0.8067, 0.5631, 0.9228), (10, 15, 0.7529, 0.5032, 0.8894),
            (13, 12, 0.6902, 0.4316, 0.8491),
            (16, 11, 0.6275, 0.3675, 0.8049), (22, 7, 0.5378, 0.2678, 0.7468), (23, 6, 0.4482, 0.1881, 0.6801),
        ];
        Assert.Equal(published.Length, estimate.Points.Count);
        foreach (var (point, row) in estimate.Points.Zip(published))
        {
            Assert.Equal((row.Step, row.AtRisk), (point.Step, point.AtRisk));
            Assert.Equal(row.Share, point.Share, Rounding);
            Assert.Equal(row.Lower, point.Lower!.Value, Rounding);
            Assert.Equal(row.Upper, point.Upper!.Value, Rounding);
        }
        Assert.Equal((23, 13, null), (estimate.Median, estimate.MedianLower, estimate.MedianUpper));
    }

    [Fact]
    public void Median_WithoutCensoring_IsTheMiddleOfOddlyMany() =>
        Assert.Equal(30, new KaplanMeier([(50, true), (10, true), (30, true), (20, true), (40, true)]).Median);

    [Fact]
    public void Points_WithoutCensoring_FallByEqualParts() =>
        Assert.Equal(
            [0.75, 0.5, 0.25, 0],
            new KaplanMeier([(4, true), (2, true), (3, true), (1, true)]).Points.Select(point => Math.Round(point.Share, 12)));

    [Fact]
    public void Median_WhereLessThanHalfCameToIt_IsMissing() =>
        Assert.Null(new KaplanMeier([(10, true), (20, true), (100, false), (100, false), (100, false)]).Median);

    [Fact]
    public void Intervals_OfFourRuns_AreNotGiven() =>
        Assert.All(new KaplanMeier([(1, true), (2, true), (3, true), (4, false)]).Points, point => Assert.Null(point.Lower));

    [Fact]
    public void Points_WithoutRuns_AreNone() => Assert.Empty(new KaplanMeier([]).Points);
}
