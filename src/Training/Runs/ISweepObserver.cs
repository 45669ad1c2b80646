namespace Grokking.Training;

/// <summary>Is told how a <see cref="Sweep"/> goes: one call at a time, on the threads of the runs, which wait for it.</summary>
public interface ISweepObserver
{
    /// <summary>A run begins, or goes on.</summary>
    /// <param name="index">Which, in the order of the sweep's list.</param>
    void OnBegin(int index);

    /// <summary>A run has logged a step.</summary>
    /// <param name="index">Which run.</param>
    /// <param name="progress">Where it stands.</param>
    void OnStep(int index, TrainingProgress progress);

    /// <summary>A run has ended, or had been trained to its end before.</summary>
    /// <param name="index">Which run.</param>
    /// <param name="result">How.</param>
    void OnEnd(int index, SweepResult result);
}
