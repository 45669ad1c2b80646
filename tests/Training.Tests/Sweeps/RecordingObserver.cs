namespace Grokking.Training.Tests;

/// <summary>Keeps what it is told of a sweep.</summary>
internal sealed class RecordingObserver : ISweepObserver
{
    public Action<int, TrainingProgress> AtStep { get; init; } = (_, _) => { };

    public List<int> Begun { get; } = [];

    public List<int> Ended { get; } = [];

    public int MostAtATime { get; private set; }

    public void OnBegin(int index)
    {
        Begun.Add(index);
        MostAtATime = Math.Max(MostAtATime, Begun.Except(Ended).Count());
    }

    public void OnStep(int index, TrainingProgress progress) => AtStep(index, progress);

    public void OnEnd(int index, SweepResult result) => Ended.Add(index);
}
