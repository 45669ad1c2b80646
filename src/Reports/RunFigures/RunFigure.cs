using Grokking.Interp;

namespace Grokking.Reports;

/// <summary>One figure of a run's report. A new one is one file and one line in
/// <see cref="FigureSet"/>; what it reads is its type: see <see cref="RunFigure{TView}"/>.</summary>
/// <param name="Id">Its name in files and links; never changes once released.</param>
/// <param name="Section">Heading of the report's section that it belongs to.</param>
public abstract record RunFigure(string Id, RunSection Section)
{
    /// <summary>Draws the figure, with a caption that says what to look for and what this run shows.</summary>
    /// <returns>Null when the run has nothing to draw: a model without attention has no attention maps.</returns>
    public abstract Figure? Draw(ReportContext study);
}

/// <summary>A figure that reads a view of the final checkpoint: it is left out where the operation does not offer the view.</summary>
/// <typeparam name="TView"><see cref="CheckpointEvaluation"/> for any operation, <see cref="CyclicView"/> for addition modulo n.</typeparam>
/// <param name="Id">Its name in files and links.</param>
/// <param name="Section">The report's section that it belongs to.</param>
public abstract record RunFigure<TView>(string Id, RunSection Section) : RunFigure(Id, Section)
    where TView : class
{
    /// <inheritdoc/>
    public sealed override Figure? Draw(ReportContext study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.Evaluation.View<TView>() is { } view ? Draw(study, view) : null;
    }

    /// <summary>Draws the figure from the view.</summary>
    /// <returns>Null when the run has nothing to draw.</returns>
    protected abstract Figure? Draw(ReportContext study, TView view);
}
