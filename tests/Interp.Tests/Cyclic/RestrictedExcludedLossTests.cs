using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class RestrictedExcludedLossTests
{
    private const int P = 11;
    private const double Rounding = 1e-12;

    [Fact]
    public void Restricted_OnIdealLogits_EqualsTheFullLoss()
    {
        var view = Ideal();
        Assert.Equal(view.Scores.All.Loss, view.RestrictedExcluded.Restricted.All.Loss, Rounding);
        Assert.Equal(1, view.RestrictedExcluded.Restricted.All.Accuracy);
    }

    [Fact]
    public void Excluded_OnIdealLogits_IsAUniformGuess() =>
        Assert.Equal(Math.Log(P), Ideal().RestrictedExcluded.Excluded.Train!.Value.Loss, Rounding);

    [Fact]
    public void ExcludedCosine_OnIdealLogits_IsAUniformGuess() =>
        Assert.Equal(Math.Log(P), MeasureSet.Default["excluded_loss_cosine"].Of(Evaluation()).Value!.Value, Rounding);

    [Fact]
    public void Restricted_WithABiasPerClass_KeepsIt()
    {
        var logits = Make.Pairs(P, P, (_, _, c) => c == 3 ? 2 : 0);
        var view = Toy.View(P, logits, Toy.Split(P), 2);
        Assert.Equal(view.Scores.All.Loss, view.RestrictedExcluded.Restricted.All.Loss, Rounding);
    }

    [Fact]
    public void Restricted_EqualsItsDefinitionOverPairs()
    {
        var view = Toy.View(P, Make.Random(P * P, P), Toy.Split(P), 1, 4);
        var kept = Expand(view, [1, 4]);
        var mean = view.LogitMarginals.Mean();
        var logits = Make.Pairs(P, P, (a, b, c) => kept[(a * P) + b, c] + mean[c]);
        AssertSame(Toy.View(P, logits, Toy.Split(P)).Scores, view.RestrictedExcluded.Restricted);
    }

    [Fact]
    public void Excluded_EqualsItsDefinitionOverPairs()
    {
        var view = Toy.View(P, Make.Random(P * P, P), Toy.Split(P), 1, 4);
        var removed = Expand(view, [1, 4]);
        var logits = Make.Pairs(P, P, (a, b, c) => view.Logits[(a * P) + b, c] - removed[(a * P) + b, c]);
        AssertSame(Toy.View(P, logits, Toy.Split(P)).Scores, view.RestrictedExcluded.Excluded);
    }

    [Fact]
    public void Measures_OfShiftedInputsAndAnswers_AreTheSame()
    {
        var logits = Make.Random(P * P, P);
        var shifted = Make.Pairs(P, P, (a, b, c) => logits[((a + 2) % P * P) + ((b + 7) % P), (c + 9) % P]);
        var (before, after) = (Toy.View(P, logits, null, 2, 3), Toy.View(P, shifted, null, 2, 3));
        Assert.Equal(before.RestrictedExcluded.Restricted.All.Loss, after.RestrictedExcluded.Restricted.All.Loss, Rounding);
        Assert.Equal(before.RestrictedExcluded.Excluded.All.Loss, after.RestrictedExcluded.Excluded.All.Loss, Rounding);
    }

    [Fact]
    public void Measures_OfNumbersRenamedByAFactor_AreThoseOfTheFrequenciesTimesIt()
    {
        // x → 3x turns frequency 2 into 6, which is 5 counted from the other side (mod 11), and 3 into 9, which is 2.
        var logits = Make.Random(P * P, P);
        var renamed = Make.Pairs(P, P, (a, b, c) => logits[(3 * a % P * P) + (3 * b % P), 3 * c % P]);
        var (before, after) = (Toy.View(P, logits, null, 2, 3), Toy.View(P, renamed, null, 5, 2));
        Assert.Equal(before.RestrictedExcluded.Restricted.All.Loss, after.RestrictedExcluded.Restricted.All.Loss, Rounding);
        Assert.Equal(before.RestrictedExcluded.Excluded.All.Loss, after.RestrictedExcluded.Excluded.All.Loss, Rounding);
    }

    [Fact]
    public void Restricted_OnUniformLogits_IsTheLogarithmOfP()
    {
        var view = Toy.View(P, new Matrix(P * P, P), Toy.Split(P), 1);
        Assert.Equal(Math.Log(P), view.RestrictedExcluded.Restricted.All.Loss, Rounding);
        Assert.Equal(1.0 / P, view.RestrictedExcluded.Restricted.All.Accuracy, Rounding);
    }

    [Fact]
    public void Measures_WithoutKeyFrequencies_RestrictToTheMeanAndExcludeNothing()
    {
        var view = Toy.View(P, Make.Random(P * P, P), Toy.Split(P), []);
        Assert.Equal(view.Scores.Train!.Value.Loss, view.RestrictedExcluded.Excluded.Train!.Value.Loss, Rounding);
    }

    private static CyclicView Ideal() => Evaluation().Cyclic!;

    private static CheckpointEvaluation Evaluation() => Toy.Evaluation(P, Make.IdealLogits(P, 4, 2, 3), Toy.Split(P), 2, 3);

    // Σ_k P_k·L by its definition: inner products with the directions.
    private static Matrix Expand(CyclicView view, int[] frequencies)
    {
        var result = new Matrix(P * P, P);
        foreach (var direction in frequencies.SelectMany(k => new[] { view.Directions.Cosine(k), view.Directions.Sine(k) }))
        {
            for (var c = 0; c < P; c++)
            {
                var product = Enumerable.Range(0, P * P).Sum(pair => direction[pair] * view.Logits[pair, c]);
                for (var pair = 0; pair < P * P; pair++)
                {
                    result[pair, c] += product * direction[pair];
                }
            }
        }
        return result;
    }

    private static void AssertSame(SplitScores expected, SplitScores actual)
    {
        foreach (var pairs in Enum.GetValues<SplitPart>())
        {
            Assert.Equal(expected[pairs].Loss, actual[pairs].Loss, Rounding);
            Assert.Equal(expected[pairs].Accuracy, actual[pairs].Accuracy);
        }
    }
}
