using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class SumExperimentsTests
{
    private const int P = 11;
    private const double Rounding = 1e-12;

    [Fact]
    public void Restricted_OnIdealLogits_EqualsTheFullLoss()
    {
        var specimen = Ideal();
        Assert.Equal(specimen.Scores.All.Loss, specimen.RestrictedScores.All.Loss, Rounding);
        Assert.Equal(1, specimen.RestrictedScores.All.Accuracy);
    }

    [Fact]
    public void Excluded_OnIdealLogits_IsAUniformGuess() => Assert.Equal(Math.Log(P), Ideal().ExcludedScores.Train!.Value.Loss, Rounding);

    [Fact]
    public void ExcludedCosine_OnIdealLogits_IsAUniformGuess() =>
        Assert.Equal(Math.Log(P), MeasureCatalogue.Find("excluded_loss_cosine").Of(Ideal()).Value!.Value, Rounding);

    [Fact]
    public void Restricted_WithABiasPerClass_KeepsIt()
    {
        var logits = Make.Pairs(P, P, (_, _, c) => c == 3 ? 2 : 0);
        var specimen = Toy.Specimen(P, logits, Toy.Split(P), 2);
        Assert.Equal(specimen.Scores.All.Loss, specimen.RestrictedScores.All.Loss, Rounding);
    }

    [Fact]
    public void Restricted_EqualsItsDefinitionOverPairs()
    {
        var specimen = Toy.Specimen(P, Make.Random(P * P, P), Toy.Split(P), 1, 4);
        var kept = Expand(specimen, [1, 4]);
        var mean = specimen.LogitMarginals.Mean();
        var logits = Make.Pairs(P, P, (a, b, c) => kept[(a * P) + b, c] + mean[c]);
        AssertSame(Toy.Specimen(P, logits, Toy.Split(P)).Scores, specimen.RestrictedScores);
    }

    [Fact]
    public void Excluded_EqualsItsDefinitionOverPairs()
    {
        var specimen = Toy.Specimen(P, Make.Random(P * P, P), Toy.Split(P), 1, 4);
        var removed = Expand(specimen, [1, 4]);
        var logits = Make.Pairs(P, P, (a, b, c) => specimen.Logits[(a * P) + b, c] - removed[(a * P) + b, c]);
        AssertSame(Toy.Specimen(P, logits, Toy.Split(P)).Scores, specimen.ExcludedScores);
    }

    [Fact]
    public void Measures_OfShiftedInputsAndAnswers_AreTheSame()
    {
        var logits = Make.Random(P * P, P);
        var shifted = Make.Pairs(P, P, (a, b, c) => logits[((a + 2) % P * P) + ((b + 7) % P), (c + 9) % P]);
        var (before, after) = (Toy.Specimen(P, logits, null, 2, 3), Toy.Specimen(P, shifted, null, 2, 3));
        Assert.Equal(before.RestrictedScores.All.Loss, after.RestrictedScores.All.Loss, Rounding);
        Assert.Equal(before.ExcludedScores.All.Loss, after.ExcludedScores.All.Loss, Rounding);
    }

    [Fact]
    public void Measures_OfNumbersRenamedByAFactor_AreThoseOfTheFrequenciesTimesIt()
    {
        // x → 3x turns frequency 2 into 6, which is 5 counted from the other side (mod 11), and 3 into 9, which is 2.
        var logits = Make.Random(P * P, P);
        var renamed = Make.Pairs(P, P, (a, b, c) => logits[(3 * a % P * P) + (3 * b % P), 3 * c % P]);
        var (before, after) = (Toy.Specimen(P, logits, null, 2, 3), Toy.Specimen(P, renamed, null, 5, 2));
        Assert.Equal(before.RestrictedScores.All.Loss, after.RestrictedScores.All.Loss, Rounding);
        Assert.Equal(before.ExcludedScores.All.Loss, after.ExcludedScores.All.Loss, Rounding);
    }

    [Fact]
    public void Restricted_OnUniformLogits_IsTheLogarithmOfP()
    {
        var specimen = Toy.Specimen(P, new Matrix(P * P, P), Toy.Split(P), 1);
        Assert.Equal(Math.Log(P), specimen.RestrictedScores.All.Loss, Rounding);
        Assert.Equal(1.0 / P, specimen.RestrictedScores.All.Accuracy, Rounding);
    }

    [Fact]
    public void Measures_WithoutKeyFrequencies_RestrictToTheMeanAndExcludeNothing()
    {
        var specimen = Toy.Specimen(P, Make.Random(P * P, P), Toy.Split(P), []);
        Assert.Equal(specimen.Scores.Train!.Value.Loss, specimen.ExcludedScores.Train!.Value.Loss, Rounding);
    }

    private static Specimen Ideal() => Toy.Specimen(P, Make.IdealLogits(P, 4, 2, 3), Toy.Split(P), 2, 3);

    // Σ_k P_k·L by its definition: inner products with the directions.
    private static Matrix Expand(Specimen specimen, int[] frequencies)
    {
        var result = new Matrix(P * P, P);
        foreach (var direction in frequencies.SelectMany(k => new[] { specimen.Directions.Cosine(k), specimen.Directions.Sine(k) }))
        {
            for (var c = 0; c < P; c++)
            {
                var product = Enumerable.Range(0, P * P).Sum(pair => direction[pair] * specimen.Logits[pair, c]);
                for (var pair = 0; pair < P * P; pair++)
                {
                    result[pair, c] += product * direction[pair];
                }
            }
        }
        return result;
    }

    private static void AssertSame(PairScores expected, PairScores actual)
    {
        foreach (var pairs in Enum.GetValues<PairSet>())
        {
            Assert.Equal(expected[pairs].Loss, actual[pairs].Loss, Rounding);
            Assert.Equal(expected[pairs].Accuracy, actual[pairs].Accuracy);
        }
    }
}
