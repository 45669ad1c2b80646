namespace Grokking.Reports;

/// <summary>One figure of a run's report. A new one is one file and one line in <see cref="RunFigureCatalogue"/>.</summary>
/// <param name="Id">Its name in files and links; never changes once released.</param>
/// <param name="Section">Heading of the report's section that it belongs to.</param>
public abstract record RunFigure(string Id, RunSection Section)
{
    /// <summary>Draws the figure, with a caption that says what to look for and what this run shows.</summary>
    /// <returns>Null when the run has nothing to draw: a model without attention has no attention maps.</returns>
    public abstract Figure? Draw(RunStudy study);
}
