using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class EquivariantLadderTests
{
    private const double Rounding = 1e-9;

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    public void Parts_OfACosine_AreItself(int p)
    {
        var ladder = new EquivariantLadder(Toy.Evaluation(p, Make.IdealLogits(p, 3, 2)).Cyclic!);

        Assert.Equal(1, ladder.EquivariantShare, Rounding);
        Assert.Equal(1, ladder.Diagonal.EnergyShare, Rounding);
        Assert.Equal(0, ladder.BiasShare + Math.Abs(ladder.Rest), Rounding);
        Assert.Equal(1, ladder.Participation, Rounding);
        Assert.Equal(1, ladder.Spectrum[1], Rounding);
        Assert.Equal(0, ladder.ArgMax);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public void Parts_OfRandomLogits_AreOrthogonal(int p)
    {
        var ladder = new EquivariantLadder(Toy.Evaluation(p, Make.Random(p * p, p)).Cyclic!);

        // The energy that a projection leaves is what it lacks.
        Assert.Equal(ladder.Equivariant.EnergyShare, ladder.Equivariant.Alone.FractionExplained, Rounding);
        Assert.Equal(ladder.Diagonal.EnergyShare, ladder.Diagonal.Alone.FractionExplained, Rounding);
        Assert.Equal(ladder.Equivariant.EnergyShare + ladder.BiasShare, ladder.WithBias.Alone.FractionExplained, Rounding);
        Assert.Equal(ladder.EquivariantShare, ladder.Equivariant.EnergyShare, Rounding);
        Assert.InRange(ladder.EquivariantShare, 0, ladder.Diagonal.EnergyShare);
        Assert.InRange(ladder.Ghosts, 0, ladder.Diagonal.EnergyShare);
        Assert.InRange(ladder.OneOperand, 0, ladder.Rest);
    }

    [Fact]
    public void Spectrum_OfATableOfAnswers_IsFlat()
    {
        const int p = 11;
        var ladder = new EquivariantLadder(Toy.Evaluation(p, Make.Pairs(p, p, (a, b, c) => (a + b) % p == c ? 5 : 0)).Cyclic!);

        Assert.Equal(5, ladder.Participation, Rounding);
        Assert.Equal(1, ladder.Equivariant.Alone.TwoSided);
    }

    [Fact]
    public void Ghosts_AreFunctionsOfTheAnswerLessADoubledOperand()
    {
        const int p = 11;
        var ladder = new EquivariantLadder(
            Toy.Evaluation(p, Make.Pairs(p, p, (a, b, c) => Math.Cos(2 * Math.PI * 3 * (c - 2 * a) / p))).Cyclic!);

        Assert.Equal(1, ladder.Ghosts, Rounding);
        Assert.Equal(1, ladder.Diagonal.EnergyShare, Rounding);
        Assert.Equal(0, ladder.EquivariantShare, Rounding);
    }

    [Fact]
    public void OneOperand_IsWhatAloneHasASay()
    {
        const int p = 11;
        var ladder = new EquivariantLadder(
            Toy.Evaluation(p, Make.Pairs(p, p, (a, b, c) => Math.Cos(2 * Math.PI * 3 * (c - b) / p))).Cyclic!);

        Assert.Equal(1, ladder.OneOperand, Rounding);
        Assert.Equal(1, ladder.Rest, Rounding);
    }

    /// <summary>A stand-in that undershoots passes the one-sided test and not the two-sided one.</summary>
    [Fact]
    public void OneSided_PassesForFree()
    {
        var tally = new FaithfulnessTally();
        tally.Add([1, 0, 0], [9, 0, 0], 0);

        Assert.Equal((1.0, 0.0), (tally.Result().OneSided, tally.Result().TwoSided));
    }

    [Fact]
    public void Ladder_OfNoPairs_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new EquivariantLadder(Toy.Evaluation(5, Make.IdealLogits(5, 1, 1)).Cyclic!, []));
}
