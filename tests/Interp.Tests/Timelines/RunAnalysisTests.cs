using Grokking.Training;

namespace Grokking.Interp.Tests;

public sealed class RunAnalysisTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    private Run Small(int steps = 40) => Run.OpenOrTrain(temp.File("run"), new RunConfig
    {
        Task = new TaskConfig { P = 7 },
        Split = new SplitConfig { TrainFraction = 0.6 },
        Model = new ModelConfig { DModel = 12, NHeads = 3, DMlp = 10 },
        Training = new TrainingConfig { MaxSteps = steps, CheckpointEvery = 20 },
    });

    [Fact]
    public void Timeline_OfARunThatWasNotAnalysed_IsMeasuredAndWritten()
    {
        var run = Small();

        var timeline = run.Analyze().Timeline;

        Assert.Equal(run.Steps, timeline.Steps);
        Assert.Equal(timeline["train_loss_answers"], Timeline.ReadFile(run.Paths.Timeline)["train_loss_answers"]);
        Assert.Equal(run.Final.Analyze().Loss, run.Analyze().Analysis.Loss);
        Assert.Equal(timeline["all_loss_answers"][^1]!.Value, run.Analyze().Analysis.Loss.All!.Value, 1e-12);
    }

    [Fact]
    public void Timeline_OfARunThatWasAnalysed_IsWhatIsOnDisk()
    {
        var run = Small();
        var measured = run.Analyze().Timeline;
        new Timeline(measured.Columns, measured.Rows.Select(row => row with { Values = [.. row.Values.Select(_ => 7.5)] }))
            .WriteFile(run.Paths.Timeline);

        Assert.All(run.Analyze().Timeline["train_loss_answers"], value => Assert.Equal(7.5, value));
    }

    [Fact]
    public void Timeline_OfARunWithOtherCheckpoints_IsMeasuredAnew()
    {
        var run = Small();
        _ = run.Analyze().Timeline;
        File.Delete(run.Paths.Checkpoint(run.Steps[0]));

        Assert.Equal(run.Steps, run.Analyze().Timeline.Steps);
    }

    [Fact]
    public void Score_WithoutHooks_IsThatOfTheNetworkAsItIs()
    {
        var evaluation = CheckpointEvaluation.Of(Small().Final);

        Assert.Equal(evaluation.Scores.Test, evaluation.Score().Test);
        Assert.Equal(evaluation.Scores.Losses, evaluation.Score().Losses);
    }

    [Fact]
    public void Score_WithAttentionAtItsMean_IsThatOfFrozenAttention()
    {
        var evaluation = CheckpointEvaluation.Of(Small().Final);

        var scores = evaluation.Score(Hook.MeanAblate(HookNames.Pattern(0)));

        Assert.Equal(evaluation.Pairs.FrozenAttention!.Scores.All.Loss, scores.All.Loss, 1e-6);
        Assert.NotEqual(evaluation.Scores.All.Loss, scores.All.Loss);
    }

    [Fact]
    public void Score_OfLogitsAlone_SaysThatThereIsNoModel()
    {
        var evaluation = CheckpointEvaluation.Of(Small().Final);
        var logits = new CheckpointEvaluation(evaluation.Pairs.Activations with { Model = null }, evaluation.Split);

        Assert.Throws<InvalidOperationException>(() => logits.Score());
    }
}
