using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class EquivariantPartTests
{
    private const double OfDouble = 1e-11;

    private static readonly Representations S3 = Representations.Of(PermutationGroups.Symmetric(3));

    [Fact]
    public void IdealCharacters_AreWhollyOfThisKind()
    {
        var logits = new PairRows(GroupMake.Characters(S3, ("standard", 2), ("sign", 1)));
        var part = new EquivariantPart(S3, logits);

        Assert.Equal(1, part.EnergyShare, OfDouble);
        Assert.Equal(0, part.BiasShare, OfDouble);
        Assert.Equal(new PartCertificate(1, 1, 1), part.Alone);
        // S(g) = 2χ(g) + sgn(g): 5 at e, −1 at exchanges and at 3-cycles.
        Assert.Equal(6, part.Margin, OfDouble);
        // χ_standard and sgn have mean squares 1: energies 4 and 1.
        Assert.Equal([0, 0.2, 0.8], part.Spectrum.Select(share => Math.Round(share, 10)));
        Assert.Equal(1 / 0.68, part.Participation, OfDouble);
    }

    /// <summary>S need not be a class function; the pair (x, y) reads it at x⁻¹·z·y⁻¹.</summary>
    [Fact]
    public void Profile_OfAnyFunction_IsThatFunctionAboutItsMean()
    {
        var (group, f) = (S3.Group, Make.Random(6, 1));
        var mean = TensorPrimitives.Average<double>(f.Span);
        var logits = GroupMake.Pairs(group, 6, (x, y, z) => f[group.Product(group.Inverse(x), z, group.Inverse(y)), 0]);
        var part = new EquivariantPart(S3, new PairRows(logits));

        Assert.Equal(1, part.EnergyShare, OfDouble);
        for (var g = 0; g < 6; g++)
        {
            Assert.Equal(f[g, 0] - mean, part.Profile[g], OfDouble);
        }
    }

    /// <summary>The definition: the mean of L over the group's action on both operands and the answer.</summary>
    [Fact]
    public void Parts_OfRandomLogits_AreOrthogonalProjections()
    {
        var group = S3.Group;
        var logits = Make.Random(36, 6);
        for (var pair = 0; pair < 36; pair++)
        {
            CharacterFit.Centre(logits.Row(pair).ToArray(), logits.Row(pair));
        }
        var part = new EquivariantPart(S3, new PairRows(logits));
        var bias = part.Bias;
        var average = GroupMake.Pairs(group, 6, (x, y, z) => Enumerable.Range(0, 36).Average(move =>
            logits[(group.Product(move / 6, x) * 6) + group.Product(y, move % 6), group.Product(move / 6, z, move % 6)]));
        var energy = TensorPrimitives.SumOfSquares<double>(logits.Span);

        Assert.Equal(TensorPrimitives.SumOfSquares<double>(average.Span) / energy, part.EnergyShare, OfDouble);
        for (var g = 0; g < 6; g++)
        {
            // The pair (1, 4) reads S at 1⁻¹·z·4⁻¹.
            Assert.Equal(average[6 + 4, group.Product(1, g, 4)], part.Profile[g], OfDouble);
        }
        var rest = logits.Plus(GroupMake.Pairs(group, 6, (x, y, z) => -average[(x * 6) + y, z] - part.Bias[z]));
        Assert.Equal(1 - part.EnergyShare - part.BiasShare, TensorPrimitives.SumOfSquares<double>(rest.Span) / energy, OfDouble);
    }

    [Fact]
    public void Certificates_OfAWeakPartAndALargeRest_AreThoseOfTheirDefinition()
    {
        var group = S3.Group;
        var ideal = GroupMake.Characters(S3, ("standard", 1));
        var noise = Make.Random(36, 6, seed: 4);
        var logits = ideal.Plus(noise);
        var part = new EquivariantPart(S3, new PairRows(logits));
        var (oneSided, twoSided) = (0, 0);
        for (var pair = 0; pair < 36; pair++)
        {
            var (x, y) = (pair / 6, pair % 6);
            var answer = group.Product(x, y);
            double Rest(int z) => logits[pair, z] - part.Profile[group.Product(group.Inverse(x), z, group.Inverse(y))];
            int[] wrong = [.. Enumerable.Range(0, 6).Where(z => z != answer)];
            oneSided += part.Margin > wrong.Max(z => Rest(z) - Rest(answer)) ? 1 : 0;
            twoSided += part.Margin > wrong.Max(z => Math.Abs(Rest(z) - Rest(answer))) ? 1 : 0;
        }

        Assert.Equal(oneSided / 36.0, part.Alone.OneSided, OfDouble);
        Assert.Equal(twoSided / 36.0, part.Alone.TwoSided, OfDouble);
        Assert.InRange(twoSided, 1, oneSided - 1);
    }

    /// <summary>A network that prefers some answers: the bias has that, and only with it the certificate holds.</summary>
    [Fact]
    public void Bias_IsThePreferenceForAnswers()
    {
        double[] bias = [20, -4, -4, -4, -4, -4];
        var logits = GroupMake.Characters(S3, ("standard", 1)).Plus(GroupMake.Pairs(S3.Group, 6, (_, _, z) => bias[z]));
        var part = new EquivariantPart(S3, new PairRows(logits));

        Assert.Equal(bias, part.Bias, (a, b) => Math.Abs(a - b) < OfDouble);
        // Squares over n³ entries: of the bias 36·480, of the character 6³.
        Assert.Equal(36 * 480.0 / ((36 * 480) + 216), part.BiasShare, OfDouble);
        Assert.Equal(1, part.Alone.Accuracy);
        Assert.Equal(0, part.Alone.TwoSided);
        // With the preference a pair is right only if its answer is the preferred one.
        Assert.Equal(1 / 6.0, part.WithBias.Accuracy, OfDouble);
        Assert.Equal(1 / 6.0, part.WithBias.TwoSided, OfDouble);
    }

    /// <summary>Memorised pairs do not count where only others are averaged.</summary>
    [Fact]
    public void Part_OfSomePairs_DoesNotSeeTheOthers()
    {
        var logits = GroupMake.Characters(S3, ("standard", 1));
        int[] train = [0, 3, 8, 20];
        foreach (var pair in train)
        {
            logits.Row(pair).Fill(9);
            logits[pair, 1] = -50;
        }
        var part = new EquivariantPart(S3, new PairRows(logits), [.. Enumerable.Range(0, 36).Except(train)]);

        Assert.True(part.Margin > 0);
        Assert.Equal(1, part.Alone.Accuracy);
        Assert.Throws<ArgumentException>(() => new EquivariantPart(S3, new PairRows(logits), []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EquivariantPart(S3, new PairRows(logits), [36]));
    }
}
