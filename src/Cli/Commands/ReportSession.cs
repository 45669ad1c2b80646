using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Writes a run's report and says where it is.</summary>
internal static class ReportSession
{
    /// <summary>Writes report.html, and the figures as PNG files where a browser is there to draw them.</summary>
    /// <param name="terminal">Where progress and results are shown, and what interrupts the drawing.</param>
    /// <param name="run">The run.</param>
    /// <param name="study">What was found out of it.</param>
    /// <param name="pictures">Whether PNG files are wanted.</param>
    /// <exception cref="OperationCanceledException">The drawing was interrupted; the page is written.</exception>
    public static void Run(Terminal terminal, Run run, Study study, bool pictures)
    {
        var drawn = RunStudy.Of(run, study.Analysis, study.Timeline!);
        var report = RunReport.Compose(drawn);
        var page = RunReport.WriteHtml(drawn, report);
        terminal.Out.Write(PlacesText.Add(new TextPage(terminal.Out.Width), "report", page));
        if (pictures)
        {
            Draw(terminal, drawn, report);
        }
    }

    // A report without pictures is a whole report: the page draws its figures itself.
    private static void Draw(Terminal terminal, RunStudy drawn, HtmlReport report)
    {
        var screen = terminal.Out;
        using var stop = terminal.Interrupts.Listen();
        try
        {
            var files = WorkDisplay.Run(
                screen, $"Drawing {NumberText.Count(report.Figures.Count(), "figure")}", () => RunReport.WritePngs(drawn, report, stop.Token));
            screen.Write(PlacesText.Add(new TextPage(screen.Width), "figures", drawn.Run.Paths.Figures, NumberText.Count(files.Count, "PNG file")));
        }
        catch (BrowserNotFoundException missing)
        {
            screen.Write(new TextPage(screen.MessageWidth).Line().Paragraph($"No PNG files. {missing.Message}"));
        }
    }
}
