using System.CommandLine;
using Grokking.Interp;
using Grokking.Reports;
using Grokking.Training;

namespace Grokking.Cli;

/// <summary>Writes a run's report: one page, and its figures as pictures.</summary>
internal sealed class ReportCommand : ToolCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> folder = new Argument<string>("run") { HelpName = "RUN", Description = "The folder of a run." }.With(Complete.Folders);
    private readonly Option<string?> format = CommandOptions.Text("--format", "png|svg", "The format of the pictures. Default: png.");
    private readonly Option<bool> captions = new("--captions") { Description = "Puts the first sentence of each caption below its picture's title." };
    private readonly Option<bool> noTitles = new("--no-titles") { Description = "Leaves titles out of the pictures, for a paper that has its own captions." };
    private readonly Option<bool> noPictures = new("--no-pictures", "--no-png") { Description = "Writes the page alone, which draws its figures itself." };

    /// <summary>The command over a terminal.</summary>
    public ReportCommand(Terminal terminal)
        : base("report", "Write a run's report: one HTML page that needs no network, and its figures as pictures.")
    {
        this.terminal = terminal;
        Add(folder);
        Add(format);
        Add(captions);
        Add(noTitles);
        Add(noPictures);
        Notes = ["Analyses the run first, unless that has been done since it was trained."];
        Examples =
        [
            ("report runs/mainline", "Writes runs/mainline/report.html and runs/mainline/figures/*.png."),
            ("report runs/mainline --format svg --no-titles", "Pictures for a paper: shapes instead of pixels, without titles."),
            ("report runs/mainline --no-pictures", "The page alone."),
        ];
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var pictures = parsed.GetValue(noPictures) ? (PictureFormat?)null : Format(parsed.GetValue(format));
        var run = Training.Run.Open(parsed.GetRequiredValue(folder));
        var study = Study.Load(terminal, run) ?? Study.OfRun(terminal, run.Paths.Folder);
        var options = new PictureOptions { HasCaption = parsed.GetValue(captions), HasTitle = !parsed.GetValue(noTitles) };
        ReportSession.Run(terminal, run, study, pictures, options);
        return ExitCode.Done;
    }

    private static PictureFormat Format(string? name) => name switch
    {
        null or "png" => PictureFormat.Png,
        "svg" => PictureFormat.Svg,
        _ => throw new UsageException($"--format: expected png or svg, got '{name}'."),
    };
}

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
