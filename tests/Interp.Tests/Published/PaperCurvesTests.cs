using System.Text.Json;

namespace Grokking.Interp.Tests;

/// <summary>The phases of the paper's own run, whose authors drew their ends at 1400, 9400 and 14,000.</summary>
[Trait("lane", "full")]
public sealed class PaperCurvesTests
{
    // The last end was drawn by eye where the curves look flat; the fall of the weights dies down over hundreds of steps there.
    private const int OfCleanup = 500;

    [Fact]
    public void Phases_OfThePapersRun_EndWhereItsAuthorsDrewThem()
    {
        var phases = Phases.Find(Timeline());
        Assert.Equal(LearningOutcome.Grokked, phases.Outcome);
        Assert.Equal((0, 1400), (phases.Memorisation!.From, phases.Memorisation.To));
        Assert.Equal((1400, 9400), (phases.CircuitFormation!.From, phases.CircuitFormation.To));
        Assert.Equal(9400, phases.Cleanup!.From);
        Assert.InRange(phases.Cleanup.To, 14_000 - OfCleanup, 14_000 + OfCleanup);
        Assert.True(phases.Cleanup.Finished);
    }

    [Fact]
    public void Phases_OfThePapersRunEveryFiveHundredSteps_EndNearby()
    {
        var coarse = Phases.Find(Timeline(every: 5));
        Assert.Equal(1500, coarse.Memorisation!.To);
        Assert.Equal(9500, coarse.CircuitFormation!.To);
        Assert.InRange(coarse.Cleanup!.To, 13_000, 14_000);
    }

    // The curves have train accuracy nowhere, but a mean loss below ln 2/3830 leaves no wrong answer among 3830; test accuracy is
    // given at some steps and otherwise empty, at coarse steps carried on.
    private static Timeline Timeline(int every = 1)
    {
        var json = ReferenceRun.Document("paper_mainline_curves.json");
        var steps = json.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetInt32()).ToArray();
        var train = json.GetProperty("train_loss_first_21");
        var test = json.GetProperty("test_acc_selected").EnumerateObject()
            .ToDictionary(pair => int.Parse(pair.Name, null), pair => pair.Value.GetDouble());
        var rows = Enumerable.Range(0, steps.Length).Where(i => i % every == 0).Select(i => new TimelineRow(steps[i],
        [
            i < train.GetArrayLength() ? (train[i].GetDouble() < Math.Log(2) / 3830 ? 1 : 0) : 1,
            test.Where(pair => pair.Key <= steps[i] && pair.Key > steps[i] - (100 * every))
                .Select(pair => (double?)pair.Value).LastOrDefault(),
            Value(json, "excluded_full_train", i),
            Value(json, "sum_sq_weights_total", i),
        ]));
        return new Timeline(["train_accuracy", "test_accuracy", "excluded_loss", "sum_squared_weights"], rows);
    }

    private static double Value(JsonElement json, string name, int i) => json.GetProperty(name)[i].GetDouble();
}
