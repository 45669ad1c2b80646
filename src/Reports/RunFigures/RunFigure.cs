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

/// <summary>A figure that reads a view of the final checkpoint: it is left out where the operation does not offer the
/// view.</summary>
/// <typeparam name="TView"><see cref="CheckpointEvaluation"/> for any operation, <see cref="CyclicView"/> for addition modulo n,
/// <see cref="RepresentationView"/> for another group.</typeparam>
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

/// <summary>The sections of a run's report, in their order.</summary>
public enum RunSection
{
    /// <summary>Losses, accuracies, and the measures that show the jump to be gradual.</summary>
    Training,

    /// <summary>The embedding as frequencies and circles.</summary>
    Embedding,

    /// <summary>Where the heads look.</summary>
    Attention,

    /// <summary>What the neurons compute.</summary>
    Neurons,

    /// <summary>What comes out, and what breaks it.</summary>
    Logits,

    /// <summary>Clock, pizza or something else, with the evidence.</summary>
    Circuits,

    /// <summary>Whether single frequencies explain the network, with controls and certificate.</summary>
    Explanation,

    /// <summary>Of a group: representations, cosets or both, with the evidence.</summary>
    Groups,
}
