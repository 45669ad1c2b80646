namespace Grokking.Interp.Tests;

public sealed class HeadScoreTests
{
    private const int P = 7;
    // Weights and attention are float32.
    private const double Single = 1e-4;

    [Fact]
    public void Scores_GiveTheRatioOfTheAttentionToTwoNumbers()
    {
        // ln A(a)/A(b) at one pair less that with a and b exchanged: positions drop out, 2·(C(a) − C(b))/√d_head remains.
        var view = Toy.View(P);
        var score = HeadScore.Of(view)![1];
        var maps = AttentionMaps.Of(view.Pairs, P, P)!;
        var (toFirst, toSecond) = (maps.Map(1, 0), maps.Map(1, 1));
        var expected = Math.Log(toFirst[2, 5] / toSecond[2, 5]) - Math.Log(toFirst[5, 2] / toSecond[5, 2]);
        var dHead = 8;
        Assert.Equal(expected, 2 * (score.Scores[2] - score.Scores[5]) / Math.Sqrt(dHead), Single);
    }

    [Fact]
    public void FractionExplained_IsTheShareOfTheBestFrequency()
    {
        var score = HeadScore.Of(Toy.View(P))![0];
        var spectrum = new FourierSpectrum(new FourierBasis(P), new Matrix(P, 1, [.. score.Scores]));
        Assert.Equal(spectrum.Power.Max() / spectrum.Power.Sum(), score.FractionExplained, 1e-12);
        Assert.Equal(spectrum.Power.Max(), (score.Cosine * score.Cosine) + (score.Sine * score.Sine), 1e-12);
    }

    [Fact]
    public void Of_NetworksWhereItIsNotDefined_IsNull()
    {
        Assert.Null(HeadScore.Of(Toy.View(P, new Matrix(P * P, P))));
        Assert.Null(HeadScore.Of(Toy.View(P, config => config with { EqualsSign = false })));
        Assert.Null(HeadScore.Of(Toy.View(P, config => config with { LayerNorm = true })));
        Assert.Null(HeadScore.Of(Toy.View(P, config => config with { NLayers = 2 })));
    }
}
