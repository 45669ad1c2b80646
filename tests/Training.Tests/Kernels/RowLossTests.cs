namespace Grokking.Training.Tests;

public sealed class RowLossTests
{
    public static TheoryData<LossKind> Kinds => [.. Enum.GetValues<LossKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Gradient_IsTheSlopeOfTheLoss(LossKind kind)
    {
        float[] logits = [0.5f, -1.25f, 2, 0.75f, -0.5f];
        foreach (var label in Enumerable.Range(0, logits.Length))
        {
            var gradient = new float[logits.Length];
            var loss = RowLoss.RowWithGradient(kind, logits, label, 0.5, gradient, new double[logits.Length]);
            Assert.Equal(RowLoss.Row(kind, logits, label, new double[logits.Length]), loss, 1e-12);
            for (var i = 0; i < logits.Length; i++)
            {
                const float step = 1.0f / 1024;
                var (above, below) = (Moved(logits, i, step), Moved(logits, i, -step));
                var slope = (RowLoss.Row(kind, above, label, new double[5]) - RowLoss.Row(kind, below, label, new double[5])) / (
                    2 * step);
                Assert.Equal(0.5 * slope, gradient[i], 2e-6);
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Gradient_MayTakeThePlaceOfTheLogits(LossKind kind)
    {
        float[] logits = [0.5f, -1.25f, 2];
        var apart = new float[3];
        RowLoss.RowWithGradient(kind, logits, 1, 1, apart, new double[3]);
        RowLoss.RowWithGradient(kind, logits, 1, 1, logits, new double[3]);
        Assert.Equal(apart, logits);
    }

    [Fact]
    public void Mse_OfTheZeroNetwork_IsOneOverTheOutputs() =>
        Assert.Equal(1.0 / 97, RowLoss.Row(LossKind.Mse, new float[97], 5, []), 1e-15);

    [Theory, MemberData(nameof(Kinds))]
    public void Judge_IsRightWhereTheAnswerIsTheLargest_AndItsGradientMayTakeTheLogitsPlace(LossKind kind)
    {
        float[] logits = [0.5f, -1, 2, 1];
        var scratch = new double[4];
        for (var label = 0; label < logits.Length; label++)
        {
            var (gradient, place) = (new float[4], logits.ToArray());
            var loss = RowLoss.RowWithGradient(kind, logits, label, 0.25, gradient, scratch);

            Assert.Equal((RowLoss.Row(kind, logits, label, scratch), label == 2), RowLoss.Judge(kind, logits, label, 1, [], scratch));
            Assert.Equal((loss, label == 2), RowLoss.Judge(kind, place, label, 0.25, place, scratch));
            Assert.Equal(gradient, place);
        }
    }

    [Fact]
    public void Mse_OfTheOneHotAnswer_IsZero() => Assert.Equal(0, RowLoss.Row(LossKind.Mse, [0, 1, 0], 1, []));

    [Fact]
    public void Stablemax_OfEqualLogits_IsTheLogarithmOfTheirNumber()
    {
        Assert.Equal(Math.Log(4), RowLoss.Row(LossKind.Stablemax, [3, 3, 3, 3], 2, []), 1e-12);
        Assert.Equal(Math.Log(4), RowLoss.Row(LossKind.Stablemax, [0, 0, 0, 0], 2, []), 1e-12);
    }

    [Fact]
    public void Stablemax_FallsLikeAPowerOfTheScale()
    {
        // −ln((x + 1)/(x + 1 + 2·1/(1 + x))) ≈ 2/(1 + x)²: ten times the logits, a hundredth of the loss.
        var (small, large) =
            (RowLoss.Row(LossKind.Stablemax, [99, -99, -99], 0, []), RowLoss.Row(LossKind.Stablemax, [999, -999, -999], 0, []));
        Assert.Equal(100, small / large, 0.1);
    }

    private static float[] Moved(float[] logits, int index, float step)
    {
        var moved = (float[])logits.Clone();
        moved[index] += step;
        return moved;
    }
}
