using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Writes a run's report and says where it is.</summary>
internal static class ReportSession
{
    /// <summary>Writes report.html and the figures as pictures.</summary>
    /// <param name="terminal">Where progress and results are shown, and what interrupts the drawing.</param>
    /// <param name="run">The run.</param>
    /// <param name="study">What was found out of it.</param>
    /// <param name="format">The format of the pictures; null for the page alone.</param>
    /// <param name="options">Texts of the pictures.</param>
    /// <exception cref="OperationCanceledException">The drawing was interrupted; the page is written.</exception>
    public static void Run(Terminal terminal, Run run, Study study, PictureFormat? format, PictureOptions options)
    {
        var screen = terminal.Out;
        var drawn = ReportContext.Of(run, new RunAnalysis(study.Analysis, study.Timeline!));
        var report = RunReport.Compose(drawn) with { Pictures = format };
        var page = RunReport.WriteHtml(drawn, report);
        screen.Write(PlacesText.Add(new TextPage(screen.Width), "report", page));
        if (format is not { } chosen)
        {
            return;
        }
        using var stop = terminal.Interrupts.Listen();
        var count = report.Figures.Count();
        var files = WorkDisplay.Run(screen, $"Drawing {NumberText.Count(count, "figure")}", count,
            done => RunReport.WritePictures(drawn, report, chosen, options, new EachDone(() => done(1)), stop.Token));
        screen.Write(PlacesText.Add(
            new TextPage(screen.Width), "figures", drawn.Run.Paths.Figures, NumberText.Count(files.Count, $"{chosen.ToString().ToUpperInvariant()} file")));
    }

    /// <summary>Passes progress on at once, in the thread that made it.</summary>
    private sealed class EachDone(Action done) : IProgress<int>
    {
        public void Report(int value) => done();
    }
}
