using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Questions to a run, each in one line: <c>run.Timeline["excluded_loss"]</c>.</summary>
public static class RunExtensions
{
    extension(Run run)
    {
        /// <summary>The final checkpoint, explained; found and written now when the run's folder does not hold it.</summary>
        /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
        public Analysis Analysis => RunFindings.Of(run).Analysis;

        /// <summary>The measures of every checkpoint; found and written now when the run's folder does not hold them.</summary>
        /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
        public Timeline Timeline => RunFindings.Of(run).Timeline;

        /// <summary>The phases of training, from <c>run.Timeline</c>.</summary>
        /// <exception cref="InvalidDataException">The run has no checkpoint, or one is damaged.</exception>
        public Phases Phases => Phases.Find(run.Timeline);
    }
}
