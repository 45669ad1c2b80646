namespace Grokking.Interp.Tests;

public sealed class ModeFamiliesTests
{
    private const double Rounding = 1e-12;

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    public void Of_RandomLogits_SharesThePowerOutCompletely(int p)
    {
        var families = ModeFamilies.Of(Toy.View(p, Make.Random(p * p, p)));
        Assert.Equal(ModeFamilies.Names, families.Select(family => family.Name));
        Assert.Equal(1, families.Sum(family => family.PowerShare), Rounding);
    }

    [Theory]
    [InlineData("constant", 7)]
    [InlineData("first", 7)]
    [InlineData("second", 7)]
    [InlineData("sum", 7)]
    [InlineData("difference", 7)]
    [InlineData("rest", 7)]
    [InlineData("first", 8)]
    [InlineData("sum", 8)]
    [InlineData("difference", 8)]
    public void Of_LogitsOfOneFamily_FindsThemThere(string name, int p)
    {
        var logits = Make.Pairs(p, p, (a, b, c) => Math.Cos((2 * Math.PI * Phase(name, a, b) / p) + c));
        Assert.All(
            ModeFamilies.Of(Toy.View(p, logits)),
            family => Assert.Equal(family.Name == name ? 1 : 0, family.PowerShare, Rounding));

        static int Phase(string name, int a, int b) => name switch
        {
            "constant" => 0,
            "first" => a,
            "second" => b,
            "sum" => 3 * (a + b),
            "difference" => a - b,
            _ => a + (2 * b),
        };
    }

    [Fact]
    public void Of_IdealLogitsInNoise_AnswersByTheSumAlone()
    {
        const int P = 11;
        var noise = Make.Random(P * P, P);
        var logits = Make.Pairs(
            P, P, (a, b, c) =>
                (4 * noise[(a * P) + b, c]) + Enumerable.Range(1, 5).Sum(k => Math.Cos(2 * Math.PI * k * (a + b - c) / P)));
        var view = Toy.View(P, logits);
        var sum = ModeFamilies.Of(view).Single(family => family.Name == "sum");
        Assert.Equal(1, sum.Accuracy);
        Assert.True(sum.SmallestMargin > 0 && sum.MeanMargin >= sum.SmallestMargin);
        Assert.True(view.Scores.All.Accuracy < 0.9);
    }
}
