using Grokking.Training;

namespace Grokking.Reports.Tests;

public sealed class LossScaleTests
{
    [Theory]
    [InlineData(LossKind.CrossEntropy, "loss (nats)", "ln 7", 1.9459101)]
    [InlineData(LossKind.Stablemax, "loss (nats)", "ln 7", 1.9459101)]
    [InlineData(LossKind.Mse, "loss", "1/7", 1.0 / 7)]
    public void ALoss_IsDrawnInItsOwnUnit_BesideWhatKnowsNothing(LossKind loss, string title, string label, double guess)
    {
        var line = LossScale.Guessing(ModularOperation.Add(7), loss);
        Assert.Equal(title, LossScale.Axis("loss", loss).FullTitle);
        Assert.Equal(label, line.Label);
        Assert.Equal(guess, line.Value, 1e-6);
    }

    [Fact]
    public void ALoss_InWords_HasNatsWhereItIsInNats() =>
        Assert.Equal(("0.25 nats", "0.25"), (LossScale.Words(0.25, LossKind.CrossEntropy), LossScale.Words(0.25, LossKind.Mse)));
}
