namespace Grokking.Training;

/// <summary>A network trained in memory, by <see cref="TrainerExtensions.Fit"/>.</summary>
/// <param name="Final">The network after the last update, with all that is known of it.</param>
/// <param name="Metrics">Losses and accuracies at each logged step.</param>
public sealed record Fitted(Checkpoint Final, IReadOnlyList<MetricsRow> Metrics)
{
    /// <summary>The network.</summary>
    public Model Model => Final.Model;
}

/// <summary>Training without a folder to keep.</summary>
public static class TrainerExtensions
{
    extension(Trainer)
    {
        /// <summary>
        /// Trains and hands the network back: <c>Trainer.Fit(PresetCatalogue.Demo.Config)</c>. The bits are those of
        /// <see cref="Trainer.Train"/>, which works here in a temporary folder that is deleted.
        /// </summary>
        /// <param name="config">The run.</param>
        /// <param name="options">Threads and engine; null takes the defaults.</param>
        /// <param name="progress">Told at each logged step, on the calling thread.</param>
        /// <param name="cancellation">Stops after the current step.</param>
        /// <exception cref="InvalidDataException">The config is not valid.</exception>
        /// <exception cref="NonFiniteLossException">The loss became infinite or not a number.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled: nothing is kept then.</exception>
        public static Fitted Fit(
            RunConfig config, TrainOptions? options = null, Action<TrainingProgress>? progress = null,
            CancellationToken cancellation = default)
        {
            var folder = Directory.CreateTempSubdirectory("grokking-fit-");
            try
            {
                Trainer.Train(config, folder.FullName, options ?? new TrainOptions(), progress, cancellation);
                cancellation.ThrowIfCancellationRequested();
                var run = Run.Open(folder.FullName);
                return new Fitted(run.Final, run.Metrics);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }
}
