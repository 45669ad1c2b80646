namespace Grokking.Interp.Tests;

public sealed class AblationTests
{
    private const int P = 11;
    private const double Rounding = 1e-12;

    [Fact]
    public void Remove_OneFrequencyOfIdealLogits_LeavesTheOthers()
    {
        var left = Ablation.Remove(Toy.View(P, Make.IdealLogits(P, 3, 2, 5)), 5).Scores.All;
        Assert.Equal(Toy.View(P, Make.IdealLogits(P, 3, 2)).Scores.All.Loss, left.Loss, Rounding);
    }

    [Fact]
    public void Remove_AllFrequenciesOfIdealLogits_LeavesAUniformGuess() =>
        Assert.Equal(Math.Log(P), Ablation.Remove(Toy.View(P, Make.IdealLogits(P, 3, 2, 5)), 2, 5).Scores.All.Loss, Rounding);

    [Fact]
    public void Remove_AFrequencyThatTheLogitsLack_ChangesNothing()
    {
        var view = Toy.View(P, Make.IdealLogits(P, 3, 2));
        Assert.Equal(view.Scores.All.Loss, Ablation.Remove(view, 4).Scores.All.Loss, Rounding);
    }

    [Fact]
    public void Keep_ANoisyNetworksFrequency_RemovesTheNoise()
    {
        var ideal = Make.IdealLogits(P, 3, 2);
        var noisy = Make.Pairs(P, P, (a, b, c) => ideal[(a * P) + b, c] + Math.Cos(2 * Math.PI * (a + (3 * b) + c) / P));
        Assert.Equal(Toy.View(P, ideal).Scores.All.Loss, Ablation.Keep(Toy.View(P, noisy), 2).Scores.All.Loss, Rounding);
    }

    [Fact]
    public void Table_HasEachKeyFrequencyThenAllThenAllOthers()
    {
        var table = Ablation.Table(Toy.View(P, Make.IdealLogits(P, 3, 2, 5), Toy.Split(P), 2, 5));
        Assert.Equal(["2", "5", "2,5", "2,5"], table.Select(row => string.Join(',', row.Frequencies)));
        Assert.Equal([false, false, false, true], table.Select(row => row.Kept));
    }

    [Fact]
    public void Table_WithoutKeyFrequencies_IsEmpty() =>
        Assert.Empty(Ablation.Table(Toy.View(P, new Matrix(P * P, P), null, [])));
}
